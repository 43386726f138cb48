//! Field names that a type does not have: what was meant, and where it belongs.

use crate::diag::nearest;
use crate::schema::Shape;
use crate::schema::Type;

/// The advice for a field that a type does not have. `root` is the type of the whole object; `taken` tells
/// which fields are set already.
pub fn advice(root: Type<'_>, of: Type<'_>, name: &str, taken: impl Fn(&str) -> bool) -> Option<String> {
    let near = nearest(name, of.fields().map(|(name, _)| name).filter(|name| !taken(name)));
    let meant = |near: &str| format!("did you mean `{near}`?");
    // `nodeSelector` is not far from `selector`, but the same name one step away is nearer.
    if let Some(near) = near.filter(|near| near.len().abs_diff(name.len()) <= 2) {
        return Some(meant(near));
    }
    if let Some(place) = below(of, name) {
        return Some(format!("`{name}` belongs in `{place}` below"));
    }
    if let Some(place) = below(root, name) {
        return Some(format!("`{name}` belongs in `{place}`"));
    }
    if let Some(near) = near {
        return Some(meant(near));
    }
    if let Some(near) = nearest(name, of.fields().map(|(name, _)| name)) {
        return Some(format!("did you mean `{near}`, which is set here already?"));
    }
    let all: Vec<_> = of.fields().map(|(name, _)| format!("`{name}`")).collect();
    ((1..=12).contains(&all.len())).then(|| format!("the fields here are {}", all.join(", ")))
}

/// The nearest place below a type that has a field, if it is a place where only one such thing is.
fn below(of: Type<'_>, name: &str) -> Option<String> {
    let mut level = vec![(String::new(), of)];
    for depth in 0..5 {
        if depth > 0
            && let Some((place, _)) = level.iter().find(|(_, of)| of.field(name).is_some())
        {
            return Some(place.clone());
        }
        let mut next = Vec::new();
        for (place, of) in &level {
            for (field, inner) in of.fields().filter(|(field, _)| !matches!(*field, "status" | "metadata")) {
                let dot = if place.is_empty() { "" } else { "." };
                match inner.shape() {
                    Shape::Object => next.push((format!("{place}{dot}{field}"), inner)),
                    Shape::List => {
                        next.extend(inner.item().map(|item| (format!("{place}{dot}{field}[]"), item)));
                    }
                    _ => {}
                }
            }
        }
        // Wide schemas with deep trees (a CRD within a CRD) are not worth the search.
        if next.len() > 2000 {
            return None;
        }
        level = next;
    }
    None
}
