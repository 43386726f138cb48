//! Types as a walk needs them: taken from the table once, so that thousands of objects of one kind cost few
//! look-ups in it. What is accepted here has no fault; what is not may have one, which [`super::value`] names.

use super::names;
use crate::schema::Format;
use crate::schema::Limits;
use crate::schema::Schemas;
use crate::schema::Shape;
use crate::schema::Type;
use crate::schema::builtin;
use crate::yaml::Data;
use crate::yaml::Node;
use std::cell::OnceCell;
use std::sync::LazyLock;
use std::sync::OnceLock;

/// The built-in types, shared by all walks.
static BUILTIN: LazyLock<Vec<OnceLock<Compiled<'static>>>> =
    LazyLock::new(|| (0..builtin().count()).map(|_| OnceLock::new()).collect());

/// The most digits of a number that surely fits 32 bits.
const FEW_DIGITS: usize = 9;

/// The most elements of a list that are compared with each other, one by one.
const FEW_ELEMENTS: usize = 16;

/// The types of a set of schemas.
#[derive(Debug)]
pub(super) struct Types<'s> {
    own: Vec<OnceCell<Compiled<'s>>>,
    /// For a number that no type has.
    none: OnceCell<Compiled<'s>>,
}

impl<'s> Types<'s> {
    pub(super) fn new(schemas: &'s Schemas) -> Self {
        let count = if std::ptr::eq(schemas, builtin()) { 0 } else { schemas.count() };
        Self { own: (0..count).map(|_| OnceCell::new()).collect(), none: OnceCell::new() }
    }

    /// A type, compiled when it is first asked for.
    pub(super) fn of(&self, of: Type<'s>) -> &Compiled<'s> {
        let number = of.number();
        if of.is_builtin()
            && let Some(place) = BUILTIN.get(number)
        {
            return place.get_or_init(|| Compiled::new(Type::of_builtin(number)));
        }
        self.own.get(number).unwrap_or(&self.none).get_or_init(|| Compiled::new(of))
    }
}

/// A type, ready to be compared with values.
#[derive(Debug)]
pub(super) struct Compiled<'s> {
    /// The type.
    pub(super) of: Type<'s>,
    /// What the value is.
    pub(super) shape: Shape,
    /// The syntax of the text.
    pub(super) format: Format,
    /// True for Kubernetes' `DeploymentStrategy`.
    pub(super) is_strategy: bool,
    /// The type of a list's elements or a map's values.
    pub(super) inner: Option<Type<'s>>,
    fields: Vec<(&'s str, Type<'s>)>,
    /// The number + 1 of a field, at the place that its name's hash leads to or behind it.
    slots: Vec<u32>,
    required: u128,
    exclusive: u128,
    enumeration: Vec<&'s str>,
    limits: Limits<'s>,
    /// What tells the elements of a list apart: a key, or themselves.
    identity: Identity<'s>,
}

/// What tells the elements of a list apart.
#[derive(Debug)]
enum Identity<'s> {
    Nothing,
    Itself,
    Key(&'s str),
    Several,
}

/// A number that tells most names of a type apart.
fn hash(name: &str) -> usize {
    let bytes = name.as_bytes();
    let at = |place: usize| bytes.get(place).copied().map_or(0, usize::from);
    let end = bytes.len();
    at(0)
        .wrapping_add(at(end / 2).wrapping_mul(7))
        .wrapping_add(at(end.wrapping_sub(1)).wrapping_mul(31))
        .wrapping_add(at(end.wrapping_sub(3)).wrapping_mul(61))
        .wrapping_add(end.wrapping_mul(127))
}

/// The bit of a field; none for those beyond the 128th.
fn bit(number: usize) -> Option<u128> {
    1_u128.checked_shl(u32::try_from(number).ok()?)
}

impl<'s> Compiled<'s> {
    fn new(of: Type<'s>) -> Self {
        let fields: Vec<(&'s str, Type<'s>)> = of.fields().collect();
        let mut slots = vec![0; (fields.len() * 2).next_power_of_two()];
        let mask = slots.len() - 1;
        for (number, (name, _)) in fields.iter().enumerate() {
            let mut place = hash(name);
            while let Some(slot) = slots.get_mut(place & mask) {
                if *slot == 0 {
                    *slot = u32::try_from(number + 1).unwrap_or(0);
                    break;
                }
                place = place.wrapping_add(1);
            }
        }
        let bits = |names: &mut dyn Iterator<Item = &'s str>| {
            let numbers = names.map(|name| fields.iter().position(|(it, _)| *it == name));
            // A field that has no bit is looked at each time.
            numbers.fold(0, |bits, number| bits | number.and_then(bit).unwrap_or(u128::MAX))
        };
        let (required, exclusive) = (bits(&mut of.required()), bits(&mut of.one_of()));
        let mut keys = of.list_keys();
        let identity = match (of.is_set(), keys.next(), keys.next()) {
            (true, ..) => Identity::Itself,
            (false, None, _) => Identity::Nothing,
            (false, Some(key), None) => Identity::Key(key),
            (false, Some(_), Some(_)) => Identity::Several,
        };
        drop(keys);
        Self {
            of,
            shape: of.shape(),
            format: of.format(),
            is_strategy: of.name() == Some("DeploymentStrategy"),
            inner: of.item().or_else(|| of.value()),
            fields,
            slots,
            required,
            exclusive,
            enumeration: of.enumeration().collect(),
            limits: of.limits(),
            identity,
        }
    }

    /// A field's number and type.
    pub(super) fn field(&self, name: &str) -> Option<(usize, Type<'s>)> {
        let mask = self.slots.len() - 1;
        let mut place = hash(name);
        loop {
            let number = usize::try_from(*self.slots.get(place & mask)?).ok()?.checked_sub(1)?;
            match self.fields.get(number) {
                Some((found, of)) if *found == name => return Some((number, *of)),
                _ => place = place.wrapping_add(1),
            }
        }
    }

    /// True if a map may lack a field that must be there. `seen` are the fields that it has.
    pub(super) fn may_lack(&self, seen: &Seen) -> bool {
        self.required & !seen.0 != 0
    }

    /// True if a map may have two fields of which only one may be set.
    pub(super) fn may_clash(&self, seen: &Seen) -> bool {
        self.exclusive == u128::MAX || (self.exclusive & seen.0).count_ones() > 1
    }

    /// True if a value itself surely has no fault; what is in a map or list is not looked at.
    pub(super) fn accepts(&self, node: &Node) -> bool {
        match (&node.data, self.shape) {
            (_, Shape::Any) | (Data::Bool(_), Shape::Boolean) => true,
            (Data::Map(map), Shape::Object | Shape::Map | Shape::Free | Shape::Metadata) => {
                self.holds(map.len())
            }
            (Data::Seq(list), Shape::List) => self.holds(list.len()),
            (Data::Text(text), Shape::String | Shape::IntOrString) => self.accepts_text(text),
            (Data::Text(text), Shape::Quantity) => is_plain_quantity(text),
            (Data::Number(text), Shape::Integer | Shape::IntOrString | Shape::Quantity) => {
                self.accepts_number(text)
            }
            _ => false,
        }
    }

    /// True if the elements of a list surely differ.
    pub(super) fn differ(&self, list: &[Node]) -> bool {
        let key = match self.identity {
            _ if list.len() < 2 => return true,
            Identity::Nothing => return true,
            Identity::Several => return false,
            _ if list.len() > FEW_ELEMENTS => return false,
            Identity::Itself => None,
            Identity::Key(key) => Some(key),
        };
        list.iter().enumerate().all(|(index, node)| {
            let own = text(node, key);
            own.is_some() && list.iter().take(index).all(|other| text(other, key) != own)
        })
    }

    fn holds(&self, count: usize) -> bool {
        count >= self.limits.min_items as usize
            && self.limits.max_items.is_none_or(|most| count <= most as usize)
    }

    fn accepts_text(&self, text: &str) -> bool {
        let limits = &self.limits;
        if limits.min_length > 0 || limits.max_length.is_some() || limits.pattern.is_some() {
            return false;
        }
        let good = match self.format {
            Format::Label => names::label(text).is_none(),
            Format::PortName => names::port_name(text).is_none(),
            _ => true,
        };
        good && (self.enumeration.is_empty() || self.enumeration.contains(&text))
    }

    fn accepts_number(&self, text: &str) -> bool {
        let plain = text.len() <= FEW_DIGITS
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && (text.len() == 1 || !text.starts_with('0'));
        plain
            && text.parse::<u32>().is_ok_and(|number| {
                let number = f64::from(number);
                self.limits.minimum.is_none_or(|least| number >= least)
                    && self.limits.maximum.is_none_or(|most| number <= most)
            })
    }
}

/// The text of an element, or of what it has under a key.
fn text<'n>(node: &'n Node, key: Option<&str>) -> Option<&'n str> {
    match key {
        Some(key) => node.get(key)?.as_str(),
        None => node.as_str(),
    }
}

/// The fields that a map has.
#[derive(Default)]
pub(super) struct Seen(u128);

impl Seen {
    /// Notes a field by its number.
    pub(super) fn add(&mut self, number: usize) {
        self.0 |= bit(number).unwrap_or(0);
    }
}

/// True for a whole number with a usual suffix.
fn is_plain_quantity(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=FEW_DIGITS).contains(&digits)
        && matches!(text.get(digits..), Some("" | "m" | "k" | "M" | "G" | "T" | "Ki" | "Mi" | "Gi" | "Ti"))
}
