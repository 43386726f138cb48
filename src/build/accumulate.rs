//! Carries out one kustomization after the other, the deepest first. The order of the steps is
//! kustomize's; it is a list in [`Build::target`] and in [`transformers`](crate::build::transformers).

use foldhash::HashMap;
use foldhash::HashMapExt as _;
use std::path::Path;
use std::rc::Rc;

use crate::build::absorb;
use crate::build::ahead::Ahead;
use crate::build::config;
use crate::build::config::Directive;
use crate::build::configurations;
use crate::build::documents;
use crate::build::external;
use crate::build::finish;
use crate::build::generate;
use crate::build::helm;
use crate::build::load::Folder;
use crate::build::load::Found;
use crate::build::load::Loader;
use crate::build::metadata;
use crate::build::openapi;
use crate::build::options::Options;
use crate::build::set::Set;
use crate::build::share::Bases;
use crate::build::share::Said;
use crate::build::tables::Tables;
use crate::build::target::MAX_DEPTH;
use crate::build::target::Target;
use crate::build::target::check_cycle;
use crate::build::transform::vars::Vars;
use crate::build::transformers;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::object::Rendered;
use crate::source::FileId;
use crate::source::Origin;
use crate::source::StepId;
use crate::source::Tree;
use crate::yaml;
use crate::yaml::Node;
use crate::yaml::Rules;
use crate::yaml::Str;

/// What a kustomization has brought together so far.
#[derive(Debug, Default)]
pub(crate) struct Accumulated {
    pub(crate) set: Set,
    /// The tables, if a `configurations` or `crds` file added rows to the built-in ones.
    pub(crate) own_tables: Option<Box<Tables>>,
    /// Whether it holds tables at all: none before the first kustomization is done, the built-in ones
    /// after it.
    pub(crate) has_tables: bool,
    pub(crate) vars: Vars,
}

impl Accumulated {
    /// The tables, to be added to.
    pub(crate) fn tables(&mut self) -> &mut Tables {
        let built_in = self.has_tables;
        self.has_tables = true;
        self.own_tables.get_or_insert_with(|| {
            Box::new(if built_in { Tables::builtin().clone() } else { Tables::default() })
        })
    }

    fn absorb(&mut self, other: Self, session: &mut Session) -> Result<(), Reported> {
        if let Some(theirs) = other.own_tables {
            self.tables().absorb(&theirs, &mut session.diagnostics)?;
        }
        self.has_tables = true;
        self.set.append(other.set.into_objects(), session)?;
        self.vars.absorb(other.vars, session)
    }
}

/// One build.
pub(crate) struct Build<'o> {
    pub(crate) loader: Loader<'o>,
    pub(crate) options: &'o Options,
    said: HashMap<FileId, Said>,
    /// What roots share, if there are several.
    bases: Option<Bases>,
    /// Counts the roots.
    root: usize,
    /// What decides how lists are merged.
    pub(crate) openapi: openapi::Choice,
}

impl<'o> Build<'o> {
    pub(crate) fn new(tree: &'o dyn Tree, options: &'o Options) -> Self {
        Self {
            loader: Loader::new(tree, options),
            options,
            said: HashMap::new(),
            bases: None,
            root: 0,
            openapi: openapi::Choice::default(),
        }
    }

    /// Carries out a root and all below it.
    pub(crate) fn root(&mut self, path: &Path, session: &mut Session) -> Result<Rendered, Reported> {
        let folder = self.loader.root(path, session)?;
        let target = self.open(folder, None, session)?;
        let all = self.target(&target, Accumulated::default(), session)?;
        finish::finish(all, &target, self.options, session)
    }

    /// Makes ready for another root, which shares what this one and those before it were built from. What
    /// runs programs is not shared: they may do something else each time.
    pub(crate) fn share(&mut self) {
        self.root += 1;
        self.loader.by_shown_path = true;
        self.openapi = openapi::Choice::logged();
        if !self.options.functions.enabled && !self.options.helm.enabled {
            self.bases.get_or_insert_default().begin_root();
        }
    }

    /// Carries out a base, unless another root has done so.
    fn base(&mut self, below: &Target<'_>, session: &mut Session) -> Result<Accumulated, Reported> {
        let Some(bases) = &mut self.bases else { return self.target(below, Accumulated::default(), session) };
        if let Some(objects) = bases.repeat(below, &mut self.openapi, session) {
            return Ok(Accumulated { set: Set::of(objects), ..Accumulated::default() });
        }
        let before = bases.begin(&self.openapi, session);
        let built = self.target(below, Accumulated::default(), session)?;
        if let Some(bases) = &mut self.bases {
            bases.keep(below, &built, &before, &self.openapi, session);
        }
        Ok(built)
    }

    /// Reads the kustomization of a folder.
    pub(crate) fn open<'p>(
        &mut self,
        folder: Folder,
        from: Option<(&'p Target<'p>, &Directive<Str>)>,
        session: &mut Session,
    ) -> Result<Target<'p>, Reported> {
        let (file, file_name) = self.loader.kustomization(&folder, from.map(|it| it.1), session)?;
        let said = match self.said.get_mut(&file) {
            Some(said) => said.tell(self.root, session),
            None => {
                let before = session.diagnostics.all().len();
                let documents = yaml::parse(file, Rules::Config, session)?;
                let nothing = Node::new(yaml::Data::Null, Origin::new(file, 0, 0));
                let root = documents.first().unwrap_or(&nothing);
                let said = config::decode(root, file, &mut session.diagnostics)?;
                let said = Said::new(said, before, self.root, session);
                self.said.entry(file).or_insert(said).tell(self.root, session)
            }
        };
        if let Some(bases) = &mut self.bases {
            bases.enter(&folder.real, from.map_or(0, |it| it.0.depth + 1));
        }
        if let Some(entry) = &said.openapi {
            let path = entry.value.path.as_ref();
            let named = path.map(|(path, at)| Directive {
                field: "openapi.path".to_owned(),
                at: *at,
                value: path.clone(),
            });
            let file = named.map(|named| self.loader.file(&folder, &named, session)).transpose()?;
            self.openapi.make(&entry.value, file, session)?;
        }
        let Some((parent, entry)) = from else {
            let path = said.build_metadata.any.then(metadata::Place::default);
            let step = StepId::WRITTEN;
            return Ok(Target { folder, said, file_name, step, parent: None, depth: 0, path });
        };
        let step = parent.begin(entry, session);
        let path = parent.path.as_ref().map(|path| path.join(&entry.value));
        let target = Target {
            folder,
            said,
            file_name,
            step,
            parent: Some((parent, entry.at)),
            depth: parent.depth + 1,
            path,
        };
        if target.depth > MAX_DEPTH {
            let message = format!("kustomizations are nested more than {MAX_DEPTH} levels deep");
            return Err(session.diagnostics.error(Diagnostic::error("cycle", entry.at, message)));
        }
        Ok(target)
    }

    /// Carries out a kustomization, on top of what is there if it is a component.
    pub(crate) fn target(
        &mut self,
        target: &Target<'_>,
        into: Accumulated,
        session: &mut Session,
    ) -> Result<Accumulated, Reported> {
        let said = Rc::clone(&target.said);
        let mut all = into;
        self.resources(target, &said.resources, &mut all, session)?;
        configurations::add(self, target, &mut all, session)?;
        self.generators(target, &mut all, session)?;
        let mut all = self.components(target, all, session)?;
        transformers::run(self, target, &mut all, session)?;
        external::validate(self, target, &mut all, session)?;
        if !said.vars.is_empty() {
            all.vars.add(said.vars.clone(), all.set.objects_mut(), session)?;
        }
        Ok(all)
    }

    /// Loads files and folders, each behind the others. Faults of all entries are reported.
    pub(crate) fn resources(
        &mut self,
        target: &Target<'_>,
        entries: &[Directive<Str>],
        all: &mut Accumulated,
        session: &mut Session,
    ) -> Result<(), Reported> {
        let mut failed = None;
        let mut ahead = Ahead::default();
        let mut left = entries;
        while let Some((entry, behind)) = left.split_first() {
            let done = match ahead.next(&target.folder, left, &mut self.loader, &mut all.set, session) {
                Some((file, documents)) => self.file(target, entry, (file, documents), all, session),
                None => self.resource(target, entry, all, session),
            };
            failed = done.err().or(failed);
            left = behind;
        }
        failed.map_or(Ok(()), Err)
    }

    fn resource(
        &mut self,
        target: &Target<'_>,
        entry: &Directive<Str>,
        all: &mut Accumulated,
        session: &mut Session,
    ) -> Result<(), Reported> {
        match self.loader.look(&target.folder, entry, session)? {
            Found::File => {
                let file = self.loader.file(&target.folder, entry, session)?;
                self.file(target, entry, (file, None), all, session)
            }
            Found::Folder(folder) => {
                check_cycle(target, &folder, entry, session)?;
                let below = self.open(folder, Some((target, entry)), session)?;
                if below.said.component {
                    let message =
                        format!("`{}` names a component, which builds on what the others hold", entry.field);
                    let finding = Diagnostic::error("component-kind", entry.at, message)
                        .also(below.said.kind_at, "it is a Component by this line")
                        .help("list it under `components`");
                    return Err(session.diagnostics.error(finding));
                }
                let built = self.base(&below, session)?;
                all.absorb(built, session)
            }
        }
    }

    /// Adds the objects of a file, whose documents may be read already.
    fn file(
        &mut self,
        target: &Target<'_>,
        entry: &Directive<Str>,
        (file, documents): (FileId, Option<Vec<Node>>),
        all: &mut Accumulated,
        session: &mut Session,
    ) -> Result<(), Reported> {
        let documents = match documents {
            Some(documents) => documents,
            None => yaml::parse(file, Rules::Resource, session)?,
        };
        let mut objects = documents::objects(documents, session)?;
        self.openapi.met(&objects);
        if let Some(path) = &target.path {
            metadata::mark_origin(&mut objects, &path.join(&entry.value), entry.at, &session.files);
        }
        all.set.append(objects, session)
    }

    fn generators(
        &mut self,
        target: &Target<'_>,
        all: &mut Accumulated,
        session: &mut Session,
    ) -> Result<(), Reported> {
        let said = &target.said;
        let mut made = Vec::with_capacity(said.config_maps.len() + said.secrets.len());
        for entry in said.config_maps.iter().chain(&said.secrets) {
            let step = target.begin(entry, session);
            let options = said.generator_options.as_ref();
            let mut object = self.generate(target, entry, options, step, session)?;
            metadata::mark_made(&mut object, target, entry.value.kind(), entry.at, &session.files);
            made.push(object);
        }
        absorb::absorb(all.set.objects_mut(), made, session)?;
        for chart in &said.helm_charts {
            let mut made = helm::inflate(
                self,
                target,
                chart,
                &said.helm_globals,
                target.namespace_for_charts(),
                session,
            )?;
            for object in &mut made {
                metadata::mark_made(object, target, "HelmChartInflation", chart.at, &session.files);
            }
            absorb::absorb(all.set.objects_mut(), made, session)?;
        }
        for made in external::generate(self, target, session)? {
            absorb::absorb(all.set.objects_mut(), made, session)?;
        }
        Ok(())
    }

    /// Makes the object of a `ConfigMap` or Secret generator.
    pub(crate) fn generate(
        &mut self,
        target: &Target<'_>,
        entry: &Directive<generate::GeneratorArgs>,
        global: Option<&generate::Options>,
        step: StepId,
        session: &mut Session,
    ) -> Result<Object, Reported> {
        let args = &entry.value;
        let merged = global.map(|global| args.options.over(global));
        let loader = &mut self.loader;
        let mut read = |node: &Node, session: &mut Session| {
            let value = Str::new(node.as_str().unwrap_or_default());
            let file = Directive { field: entry.field.clone(), at: node.origin, value };
            loader.bytes(&target.folder, &file, session)
        };
        generate::generate(args, merged.as_ref().unwrap_or(&args.options), step, &mut read, session)
    }

    fn components(
        &mut self,
        target: &Target<'_>,
        all: Accumulated,
        session: &mut Session,
    ) -> Result<Accumulated, Reported> {
        let said = Rc::clone(&target.said);
        let mut all = all;
        for entry in &said.components {
            let folder = match self.loader.look(&target.folder, entry, session)? {
                Found::Folder(folder) => folder,
                Found::File => {
                    let message = format!("`{}` names the file `{}`", entry.field, entry.value);
                    let finding = Diagnostic::error("component-kind", entry.at, message)
                        .help("a component is a folder with a kustomization.yaml of `kind: Component`; list files under `resources`");
                    return Err(session.diagnostics.error(finding));
                }
            };
            check_cycle(target, &folder, entry, session)?;
            let below = self.open(folder, Some((target, entry)), session)?;
            if !below.said.component {
                let message = format!("`{}` names a kustomization that is no component", entry.field);
                let finding = Diagnostic::error("component-kind", entry.at, message)
                    .also(
                        below.said.kind_at,
                        "it should say `kind: Component` and `apiVersion: kustomize.config.k8s.io/v1alpha1`",
                    )
                    .help("list it under `resources`, or make it a Component");
                return Err(session.diagnostics.error(finding));
            }
            let built = self.target(&below, all, session)?;
            all = Accumulated::default();
            all.absorb(built, session)?;
        }
        Ok(all)
    }
}
