//! Builds the nodes of one document from the parser's events, without recursion.

mod scalar;

use foldhash::HashMap;
use foldhash::HashMapExt as _;
use std::ops::Range;

use granit_parser::Event;
use granit_parser::ScalarStyle;
use granit_parser::StructureStyle;

use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::source::FileId;
use crate::source::Origin;
use crate::yaml::fold;
use crate::yaml::frame::Frame;
use crate::yaml::frame::Key;
use crate::yaml::keys;
use crate::yaml::node::Data;
use crate::yaml::node::Node;
use crate::yaml::node::Str;
use crate::yaml::parse;
use crate::yaml::parse::MAX_DEPTH;
use crate::yaml::resolve::Rules;
use crate::yaml::strict;
use crate::yaml::strict::Refused;
use crate::yaml::syntax;

/// How many nodes the anchors and aliases of one document may stand for.
const MAX_EXPANSION: usize = 1_000_000;

/// A node that has an anchor.
struct Anchored {
    node: Node,
    /// How many nodes it holds, itself included.
    size: usize,
    /// How many levels of collections it holds.
    height: usize,
}

/// What a collection must know of a node that it takes.
struct Shape {
    size: usize,
    height: usize,
    /// Where it ends in the document; an alias ends where it stands, not where its anchor stands.
    end: usize,
}

/// The document being built.
pub(super) struct Builder<'a> {
    file: FileId,
    base: usize,
    text: &'a str,
    rules: Rules,
    stack: Vec<Frame>,
    anchors: HashMap<usize, Anchored>,
    expanded: usize,
    root: Option<Node>,
    /// The end of the last event that had text.
    last: usize,
    /// The text between values must be looked at.
    traps: bool,
    /// Whether the document says that its object is local, once it was looked for.
    local: Option<bool>,
    failed: Option<Reported>,
}

impl<'a> Builder<'a> {
    /// An empty document whose text starts at byte `base` of its file.
    pub(super) fn new(file: FileId, base: usize, text: &'a str, rules: Rules) -> Self {
        Self {
            file,
            base,
            text,
            rules,
            stack: Vec::new(),
            anchors: HashMap::new(),
            expanded: 0,
            root: None,
            last: 0,
            traps: strict::has_traps(text),
            local: None,
            failed: None,
        }
    }

    /// The root, once every event was taken.
    pub(super) fn finish(mut self, session: &mut Session) -> Result<Node, Reported> {
        let end = self.text.len();
        self.look_between(end, session);
        if let Some(refused) = strict::odd_break(self.text) {
            self.refuse(&refused, session);
        }
        match self.failed {
            Some(reported) => Err(reported),
            None => Ok(self.root.unwrap_or_else(|| parse::nothing(self.file, self.base))),
        }
    }

    /// The proof that something was told already.
    pub(super) fn failed(&self) -> Option<Reported> {
        self.failed
    }

    /// Takes the next event. Fails at once only where going on makes no sense.
    pub(super) fn take(
        &mut self,
        event: Event<'_>,
        range: Range<usize>,
        session: &mut Session,
    ) -> Result<(), Reported> {
        let mut end = range.end;
        self.look_between(range.start, session);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(&text, style, tag.as_deref(), &range, session);
                let plain = style == ScalarStyle::Plain && tag.is_none();
                let seen = (node.origin.end as usize).saturating_sub(self.base);
                self.anchor(anchor, &node, 1, 0, session)?;
                let shape = Shape { size: 1, height: 0, end: seen };
                self.place(node, plain.then(|| Str::new(&text)), &shape, session);
            }
            Event::SequenceStart(style, anchor, _) => {
                let flow = style == StructureStyle::Flow;
                let start = if flow { range.start } else { self.first_dash(range.start) };
                if !flow {
                    end = start;
                }
                self.open(Frame::seq(flow, anchor, start), session)?;
            }
            Event::MappingStart(style, anchor, _) => {
                self.open(Frame::map(style == StructureStyle::Flow, anchor, range.start), session)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(end, session)?,
            Event::Alias(id) => self.alias(id, &range, session)?,
            Event::UnresolvedAlias(name) => {
                let at = self.at(&range);
                self.failed = Some(
                    session.diagnostics.error(
                        Diagnostic::error(
                            "unknown-anchor",
                            at,
                            format!("no anchor `&{name}` stands before this alias"),
                        )
                        .help(
                            "an alias stands for an anchor above it in the same document; put quotes around \
                             text that starts with `*`",
                        ),
                    ),
                );
                self.place(Node::new(Data::Null, at), None, &Shape { size: 1, height: 0, end }, session);
            }
            _ => return Ok(()),
        }
        self.last = self.last.max(end);
        Ok(())
    }

    /// Looks at the text between the last value and the next one.
    fn look_between(&mut self, next: usize, session: &mut Session) {
        if self.traps && next > self.last {
            let flow = self.stack.last().is_some_and(|frame| frame.flow);
            if let Some(refused) = strict::gap(self.text, self.last..next, flow) {
                self.refuse(&refused, session);
                // One fault of this sort tends to stand on every line.
                self.traps = false;
            }
        }
    }

    fn refuse(&mut self, refused: &Refused, session: &mut Session) {
        let finding =
            Diagnostic::error(refused.code, self.at(&refused.at), refused.message).help(refused.help);
        self.failed = Some(session.diagnostics.error(finding));
    }

    fn at(&self, range: &Range<usize>) -> Origin {
        parse::origin(self.file, self.base, range)
    }

    /// Where a list of dashes starts. At the level of its key the parser gives its first element instead.
    fn first_dash(&self, start: usize) -> usize {
        let below_key = self.stack.last().is_some_and(Frame::wants_value);
        if below_key { fold::find_sign(self.text, self.last, start, |byte| byte == b'-') } else { start }
    }

    fn open(&mut self, frame: Frame, session: &mut Session) -> Result<(), Reported> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(too_deep(self.at(&(frame.start..frame.start + 1)), session));
        }
        self.stack.push(frame);
        Ok(())
    }

    fn close(&mut self, end: usize, session: &mut Session) -> Result<(), Reported> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let end = if frame.flow { end } else { frame.end.max(frame.start) };
        let origin = self.at(&(frame.start..end));
        let (anchor, size, height) = (frame.anchor, frame.size + 1, frame.height + 1);
        let node = Node::new(frame.into_data(), origin);
        self.anchor(anchor, &node, size, height, session)?;
        self.place(node, None, &Shape { size, height, end }, session);
        Ok(())
    }

    fn anchor(
        &mut self,
        id: usize,
        node: &Node,
        size: usize,
        height: usize,
        session: &mut Session,
    ) -> Result<(), Reported> {
        if id == 0 {
            return Ok(());
        }
        self.expand(size, node.origin, session)?;
        self.anchors.insert(id, Anchored { node: node.clone(), size, height });
        Ok(())
    }

    fn alias(&mut self, id: usize, range: &Range<usize>, session: &mut Session) -> Result<(), Reported> {
        let at = self.at(range);
        if let Some(refused) = strict::anchor(self.text, range.start + 1..range.end) {
            self.refuse(&refused, session);
        }
        let Some(anchored) = self.anchors.get(&id) else {
            return Err(session.diagnostics.error(
                Diagnostic::error("recursive-alias", at, "this alias stands inside its own anchor")
                    .label("it would hold itself without end")
                    .help("move the anchor to a value that does not hold the alias"),
            ));
        };
        let (size, height) = (anchored.size, anchored.height);
        if self.stack.len() + height > MAX_DEPTH {
            return Err(too_deep(at, session));
        }
        self.expand(size, at, session)?;
        let Some(node) = self.anchors.get(&id).map(|anchored| anchored.node.clone()) else { return Ok(()) };
        self.place(node, None, &Shape { size, height, end: range.end }, session);
        Ok(())
    }

    fn expand(&mut self, size: usize, at: Origin, session: &mut Session) -> Result<(), Reported> {
        self.expanded += size;
        if self.expanded <= MAX_EXPANSION {
            return Ok(());
        }
        Err(session.diagnostics.error(
            Diagnostic::error(
                "too-many-aliases",
                at,
                format!("the aliases of this document stand for more than {MAX_EXPANSION} values"),
            )
            .help("write the values out, or drop aliases of anchors that hold aliases"),
        ))
    }

    /// Puts a finished node where it belongs. `plain` is the text of a plain scalar.
    fn place(&mut self, node: Node, plain: Option<Str>, shape: &Shape, session: &mut Session) {
        let (depth, base) = (self.stack.len(), self.base);
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.size += shape.size;
        frame.height = frame.height.max(shape.height);
        frame.end = frame.end.max(shape.end);
        if frame.wants_key() {
            match keys::key(&node, plain, self.rules, depth, frame.flow) {
                Ok(key) => frame.set_key(key),
                Err(problem) => {
                    let problem = template(self.text, base, &node).unwrap_or(problem);
                    self.failed = Some(session.diagnostics.error(*problem));
                    frame.set_key(Key {
                        text: Str::default(),
                        origin: node.origin,
                        merge: false,
                        broken: true,
                    });
                }
            }
        } else if let Err(reported) = frame.set_value(node, self.rules, session) {
            self.failed = Some(reported);
        }
    }
}

fn too_deep(at: Origin, session: &mut Session) -> Reported {
    session.diagnostics.error(
        Diagnostic::error(
            "nested-too-deeply",
            at,
            format!("values are nested in more than {MAX_DEPTH} levels"),
        )
        .help("no Kubernetes object nests so deeply; look for brackets or indentation gone wrong"),
    )
}

/// A map as a key is what `{{ .Values.x }}` means in YAML.
fn template(text: &str, base: usize, node: &Node) -> Option<Box<Diagnostic>> {
    let start = (node.origin.start as usize).checked_sub(base + 1)?;
    let is_template = node.as_map().is_some() && text.get(start..start + 2) == Some("{{");
    is_template.then(|| Box::new(syntax::template(node.origin.file, base, start)))
}
