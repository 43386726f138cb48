//! Patches and replacements made from the objects that they change, so that most of them fit.

use super::kustomizations::Maker;
use super::random::Random;
use super::scalars::any;
use super::scalars::key;
use super::scalars::number;
use super::scalars::odd;
use super::scalars::plain;
use super::scalars::text;
use super::tree::Val;
use super::tree::map;
use super::tree::raw;
use super::walk;
use super::walk::Step;

/// Keys by which the elements of lists are told apart.
const KEYS: [&str; 9] =
    ["name", "containerPort", "port", "mountPath", "key", "ip", "topologyKey", "protocol", "devicePath"];

/// Fills a strategic merge patch of an object.
pub(crate) fn merge(object: &Val, patch: &mut Val, random: &mut Random) {
    let Val::Map(entries) = object else { return };
    if random.chance(3) {
        patch.add("$patch", raw(random.pick(&["delete", "merge", "replace"])));
    }
    for field in ["labels", "annotations", "finalizers"] {
        if let Some(value) = object.get("metadata").and_then(|it| it.get(field))
            && random.chance(30)
        {
            let value = change(value, random, 3);
            patch.at("metadata").add(field, value);
        } else if random.chance(8) && field != "finalizers" {
            let value = map([(&key(random), plain(random))]);
            patch.at("metadata").add(field, value);
        }
    }
    for (key, value) in entries {
        if !["apiVersion", "kind", "metadata", "made"].contains(&key.as_str()) && random.chance(85) {
            let value = change(value, random, 8);
            patch.add(key, value);
        }
    }
    if random.chance(6) {
        // One key for all would often hold a map here and a text there.
        patch.add(random.pick(&["added", "more", "x1", "x2", "x3", "x4", "x5"]), any(random, 2));
    }
}

/// A value that may stand in a patch where `value` stands in the object.
fn change(value: &Val, random: &mut Random, depth: usize) -> Val {
    if random.chance(6) {
        return raw("null");
    }
    match value {
        Val::Map(entries) => {
            let mut out = map([]);
            for (key, value) in entries {
                if random.chance(50) && depth > 0 {
                    let value = change(value, random, depth - 1);
                    out.add(key, value);
                }
            }
            extras(&mut out, random);
            out
        }
        Val::Seq(items) if matches!(items.first(), Some(Val::Map(_))) => elements(items, random, depth),
        Val::Seq(items) => {
            let mut list: Vec<Val> = items.iter().filter(|_| random.chance(60)).cloned().collect();
            for _ in 0..random.below(3) {
                let at = random.below(list.len() + 1);
                list.insert(at, text(random));
            }
            Val::Seq(list)
        }
        Val::Raw(text) => scalar(text, random),
        other => other.clone(),
    }
}

fn scalar(text: &str, random: &mut Random) -> Val {
    match random.below(10) {
        0 => raw(text),
        1..3 => odd(random),
        _ if text.parse::<i64>().is_ok() => number(random),
        _ => plain(random),
    }
}

/// Keys that the object does not have, and directives.
fn extras(out: &mut Val, random: &mut Random) {
    let Val::Map(entries) = out else { return };
    if random.chance(12) {
        let key = key(random);
        if !entries.iter().any(|(known, _)| *known == key) {
            entries.push((key, odd(random)));
        }
    }
    if random.chance(3) && entries.iter().all(|(key, _)| key != "$patch") {
        entries.insert(0, ("$patch".to_owned(), raw(random.pick(&["replace", "merge", "delete"]))));
    }
    if random.chance(2) {
        let list = random.pick(&["$setElementOrder/containers", "$deleteFromPrimitiveList/finalizers"]);
        entries.push((list.to_owned(), Val::Seq(vec![plain(random)])));
    }
    if random.chance(1) {
        entries.push(("$retainKeys".to_owned(), Val::Seq(vec![plain(random)])));
    }
}

/// Elements of a list of maps: some are changed, some are new, some are to go.
fn elements(items: &[Val], random: &mut Random, depth: usize) -> Val {
    let mut out = Vec::new();
    for item in items {
        if !random.chance(60) || depth == 0 {
            continue;
        }
        let mut changed = map([]);
        let Val::Map(entries) = item else { continue };
        for (key, value) in entries {
            if KEYS.contains(&key.as_str()) {
                if random.chance(95) {
                    changed.add(key, value.clone());
                }
            } else if random.chance(60) {
                let value = change(value, random, depth - 1);
                changed.add(key, value);
            }
        }
        extras(&mut changed, random);
        if random.chance(10) {
            changed.add("$patch", raw(random.pick(&["delete", "delete", "replace", "merge"])));
        }
        out.push(changed);
    }
    if random.chance(25)
        && let Some(item) = items.first()
    {
        let mut added = item.clone();
        if let Val::Map(entries) = &mut added {
            entries.retain(|(key, _)| KEYS.contains(&key.as_str()) || random.chance(60));
            for (key, value) in entries {
                if key == "name" || key == "mountPath" {
                    *value = raw(random.pick(&["added", "zz", "main"]));
                }
            }
        }
        let at = random.below(out.len() + 1);
        out.insert(at, added);
    }
    if random.chance(5) {
        out.insert(0, map([("$patch", raw(random.pick(&["replace", "delete"])))]));
    }
    Val::Seq(out)
}

/// Operations of a JSON patch of an object.
///
/// `noted`: whether the annotations of every object are there.
pub(crate) fn operations(object: &Val, random: &mut Random, noted: bool) -> Val {
    let all = walk::below(object);
    let places: Vec<_> = all
        .iter()
        .filter(|(way, _)| {
            let is_identity = match way.as_slice() {
                [Step::Key(key)] => ["apiVersion", "kind", "metadata", "made"].contains(&key.as_str()),
                [Step::Key(a), Step::Key(b), ..] => a == "metadata" && (b == "name" || b == "namespace"),
                _ => false,
            };
            // What a generated object holds is not known here.
            let is_made =
                object.get("made").is_some() && matches!(way.first(), Some(Step::Key(key)) if key == "data");
            !is_identity && !is_made
        })
        .collect();
    let mut out = Vec::new();
    for _ in 0..=random.below(3) {
        let note = format!("/metadata/annotations/{}", random.pick(&["note", "a~1b", "x"]));
        if places.is_empty() || (noted && random.chance(15)) {
            out.push(map([("op", raw("add")), ("path", raw(note)), ("value", text(random))]));
            continue;
        }
        let (way, value) = random.pick(&places);
        let path = walk::pointer(way);
        let new = match value {
            Val::Raw(text) => scalar(text, random),
            _ if random.chance(85) => (*value).clone(),
            _ => any(random, 2),
        };
        out.push(match random.below(12) {
            0 if walk::is_word(value) => {
                map([("op", raw("test")), ("path", raw(path)), ("value", (*value).clone())])
            }
            1 if out.is_empty() => map([("op", raw("remove")), ("path", raw(path))]),
            2 if noted => map([("op", raw("copy")), ("from", raw(path)), ("path", raw(note))]),
            3 if out.is_empty() => {
                let to = walk::pointer(&way[..way.len() - 1]) + "/moved";
                let is_map = matches!(way.last(), Some(Step::Key(_)));
                let to = if is_map { to } else { path.clone() };
                map([("op", raw("move")), ("from", raw(path)), ("path", raw(to))])
            }
            4..7 => match value {
                Val::Seq(_) => map([
                    ("op", raw("add")),
                    ("path", raw(path + random.pick(&["/-", "/0"]))),
                    ("value", any(random, 1)),
                ]),
                Val::Map(_) => {
                    let key = walk::bare(&key(random)).replace('/', "~1");
                    map([("op", raw("add")), ("path", raw(format!("{path}/{key}"))), ("value", new)])
                }
                _ => map([("op", raw("add")), ("path", raw(path)), ("value", new)]),
            },
            _ => map([("op", raw("replace")), ("path", raw(path)), ("value", new)]),
        });
    }
    Val::Seq(out)
}

/// The path of some field of an object, as a replacement names it.
fn path(object: &Val, random: &mut Random, scalars: bool) -> Option<String> {
    let all = walk::below(object);
    let fitting: Vec<_> = all
        .iter()
        .filter(|(_, value)| !scalars || matches!(value, Val::Raw(text) if !text.contains(['\n', '&', '*'])))
        // The hash of a generated object that has become another kind is one of Go's own memory.
        .filter(|(way, _)| !matches!(way.as_slice(), [Step::Key(key), ..] if key.starts_with("x-") || ["made", "kind"].contains(&key.as_str())))
        .collect();
    if fitting.is_empty() {
        return None;
    }
    let (way, _) = random.pick(&fitting);
    let mut path = walk::field_path(way, random.chance(70));
    if random.chance(12) && path.contains(".0.") {
        path = path.replacen(".0.", ".*.", 1);
    }
    Some(path)
}

/// An entry of `replacements` that mostly finds what it is for.
pub(crate) fn replacement(maker: &mut Maker) -> Option<Val> {
    let (from, to) = (maker.random.pick_of(&maker.objects)?, maker.random.pick_of(&maker.objects)?);
    let random = &mut maker.random;
    let exact = |object: &Val, random: &mut Random| {
        let mut select = map([]);
        select.add("kind", object.get("kind")?.clone());
        select.add("name", object.get("metadata")?.get("name")?.clone());
        if let Some(namespace) = object.get("metadata").and_then(|it| it.get("namespace")) {
            select.add("namespace", namespace.clone());
        }
        if let (true, Some(Val::Raw(version))) = (random.chance(30), object.get("apiVersion")) {
            match version.split_once('/') {
                Some((group, version)) => {
                    select.add("group", raw(group));
                    select.add("version", raw(version));
                }
                None => select.add("version", raw(version.as_str())),
            }
        }
        Some(select)
    };
    let mut entry = map([]);
    if random.chance(12) {
        entry.add("sourceValue", plain(random));
    } else {
        let mut source = exact(&from, random)?;
        if random.chance(80) {
            let from = path(&from, random, true)?;
            source.add("fieldPath", raw(if random.chance(95) { from.replace(".*", ".0") } else { from }));
        }
        if random.chance(15) {
            source.add(
                "options",
                map([("delimiter", raw(random.pick(&["':'", "'-'", "e"]))), ("index", raw("0"))]),
            );
        }
        entry.add("source", source);
    }
    let mut targets = Vec::new();
    for _ in 0..=random.below(2) {
        let mut target = match random.below(6) {
            0 => map([("select", map([("kind", to.get("kind")?.clone())]))]),
            1 => map([("select", map([("name", raw(".*"))]))]),
            2 => map([("select", map([("labelSelector", raw("app"))]))]),
            _ => map([("select", exact(&to, random)?)]),
        };
        let own = matches!(target.get("select").and_then(|it| it.get("name")), Some(Val::Raw(name)) if name != ".*");
        let known = own && random.chance(80);
        let create = random.chance(if known { 30 } else { 97 });
        let field = if known {
            path(&to, random, true)?
        } else {
            random
                .pick(&[
                    "metadata.annotations.made",
                    "metadata.labels.[a.b/c]",
                    "metadata.annotations.[x.y/z]",
                ])
                .to_owned()
        };
        target.add(
            "fieldPaths",
            Val::Seq(vec![raw(if field.starts_with(['[', '*']) { format!("'{field}'") } else { field })]),
        );
        if random.chance(10) {
            target.add("reject", Val::Seq(vec![map([("name", raw(random.pick(&["db", "web", "a.*"])))])]));
        }
        if create || random.chance(20) {
            target.add("options", options(random, create));
        }
        targets.push(target);
    }
    entry.add("targets", Val::Seq(targets));
    Some(entry)
}

fn options(random: &mut Random, create: bool) -> Val {
    let mut options = map([]);
    if create {
        options.add("create", raw("true"));
    }
    if random.chance(if create { 15 } else { 90 }) {
        options.add("delimiter", raw(random.pick(&["':'", "/", "'-'", "'.'"])));
        if random.chance(70) {
            options.add("index", raw(random.pick(&["0", "0", "0", "1", "-1", "5"])));
        }
    }
    options
}
