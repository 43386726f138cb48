//! Objects as one YAML stream.

use crate::object::Object;
use crate::source::each_on;
use crate::yaml::emit;

/// So many objects are printed at a time: few enough for all processors to end at the same time, though large
/// objects stand together.
const AT_A_TIME: usize = 64;

/// The objects as kustomize prints them: one document each, with a line `---` between two. Many are printed on
/// all processors.
pub fn stream(objects: &[Object]) -> String {
    let shares: Vec<&[Object]> = objects.chunks(AT_A_TIME).collect();
    let texts = each_on(shares.len() / 2, &shares, |share| printed(share));
    match <[String; 1]>::try_from(texts) {
        Ok([only]) => only,
        Err(texts) => texts.join("---\n"),
    }
}

fn printed(objects: &[Object]) -> String {
    let mut out = String::with_capacity(objects.len() * 512);
    for (index, object) in objects.iter().enumerate() {
        if index > 0 {
            out.push_str("---\n");
        }
        emit(&object.root, &mut out);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::stream;
    use crate::object::Object;
    use crate::source::Origin;
    use crate::yaml::Data;
    use crate::yaml::Map;
    use crate::yaml::Node;

    #[test]
    fn the_number_of_objects_changes_nothing_but_their_number() {
        for count in [0, 1, 2, 64, 65, 128, 200, 1000] {
            let object = |name: usize| {
                let mut map = Map::default();
                map.get_or_insert_with("name", || Node::text(format!("a{name}"), Origin::NONE));
                Object::new(Node::new(Data::Map(map), Origin::NONE))
            };
            let objects: Vec<Object> = (0..count).map(object).collect();
            let wanted: Vec<String> = (0..count).map(|name| format!("name: a{name}\n")).collect();
            assert_eq!(stream(&objects), wanted.join("---\n"));
        }
    }
}
