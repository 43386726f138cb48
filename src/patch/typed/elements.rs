//! Elements that a patch would add to a list because nothing there has their key.

use super::merge::Walk;
use super::merge::directive;
use super::similar::is_slip;
use crate::diag::Diagnostic;
use crate::diag::Severity;
use crate::diag::nearest;
use crate::object::Image;
use crate::schema::Path;
use crate::schema::Type;
use crate::yaml::Node;

/// Judges an element of a merged list that meets none of the elements `there`.
pub(super) fn check(
    walk: &mut Walk<'_>,
    item: Type<'_>,
    key: &str,
    list: &[Node],
    element: &Node,
    there: &[Node],
    path: &Path<'_>,
) {
    let (Some(map), Some(written)) = (element.as_map(), element.get(key)) else { return };
    let Some(name) = written.scalar() else { return };
    // An element that the patch names as well is no candidate: the patch knows it.
    let named = |it: &Node| {
        let other = it.get(key).and_then(Node::scalar);
        list.iter().any(|mine| mine.get(key).and_then(Node::scalar) == other)
    };
    let free: Vec<(&str, &Node)> =
        there.iter().filter(|it| !named(it)).filter_map(|it| Some((it.str_at(&[key])?, it))).collect();
    let of = |near: &str| free.iter().find(|(name, _)| *name == near).map(|(_, node)| *node);
    let near = nearest(&name, free.iter().map(|(name, _)| *name)).and_then(|near| Some((near, of(near)?)));
    let slip = free.iter().find(|(it, _)| is_slip(&name, it)).copied();

    if directive(map) == Some("delete") {
        let message = format!("{} has no `{key}: {name}` to delete", walk.name(path));
        if let Some((meant, node)) = slip {
            let finding =
                Diagnostic::warning("patch-deletes-nothing", written.origin, message).label("not there");
            walk.push(finish(finding, key, meant, node));
        }
        return;
    }
    let container = matches!(item.name(), Some("Container" | "EphemeralContainer"));
    if container && map.get("image").is_none_or(Node::is_null) {
        let message = format!("this would add a container `{name}`, which has no image");
        let finding = Diagnostic::error("patch-new-element", written.origin, message);
        let finding = match near.or(slip) {
            Some((meant, node)) => finish(finding, key, meant, node),
            None => elsewhere(finding, walk.target, &name, there, key),
        };
        return walk.push(finding);
    }
    let Some((meant, node)) = slip else { return };
    // A slip is certain if the two would be the same: of one image, or with nothing but the key.
    let certain = map.len() == 1 || (container && same_image(element, node));
    let severity = if certain { Severity::Error } else { Severity::Warning };
    let message = format!("this would add `{key}: {name}` beside `{key}: {meant}`");
    let finding = Diagnostic::new("patch-new-element", severity, written.origin, message);
    walk.push(finish(finding, key, meant, node));
}

fn finish(finding: Diagnostic, key: &str, meant: &str, node: &Node) -> Diagnostic {
    let at = node.get(key).unwrap_or(node).origin;
    finding.also(at, format!("`{meant}` is here")).help(format!("did you mean `{key}: {meant}`?"))
}

/// The advice if no name is near: the other list of containers, or the names that there are.
fn elsewhere(finding: Diagnostic, target: &Node, name: &str, there: &[Node], key: &str) -> Diagnostic {
    let mut twin = None;
    target.walk(&mut |node| {
        let other = node.as_map().and_then(|map| {
            let lists = ["containers", "initContainers"].into_iter();
            lists.filter_map(|list| Some((list, map.get(list)?))).find_map(|(list, nodes)| {
                let same = nodes.items().find(|it| it.str_at(&["name"]) == Some(name))?;
                Some((list, same.get("name").unwrap_or(same).origin))
            })
        });
        twin = twin.or(other);
    });
    if let Some((list, at)) = twin {
        return finding.also(at, "it is here").help(format!("`{name}` is one of `{list}`"));
    }
    let names: Vec<_> = there.iter().filter_map(|it| it.str_at(&[key])).map(|it| format!("`{it}`")).collect();
    if names.is_empty() {
        finding.help("a new container needs an `image`")
    } else {
        finding.help(format!("the containers there are {}; a new one needs an `image`", names.join(", ")))
    }
}

fn same_image(one: &Node, other: &Node) -> bool {
    let image = |node: &Node| node.str_at(&["image"]).map(|text| Image::parse(text).name().to_owned());
    image(one).is_some_and(|name| image(other) == Some(name))
}
