//! Values that are read only where they are asked for: of ten thousand documents few are.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What can be packed.
pub(crate) trait Packable {
    /// The value, which may borrow its texts: when it is packed from what it is made of, then from what it was packed into.
    type Of<'s>: Serialize + Deserialize<'s>;
}

/// A value in postcard's format (<https://postcard.jamesmunns.com>), by itself or within what it was read from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Packed<'a, T> {
    #[serde(borrow)]
    bytes: Bytes<'a>,
    of: PhantomData<T>,
}

impl<T: Packable> Packed<'_, T> {
    pub fn new(value: &T::Of<'_>) -> Self {
        let bytes = postcard::to_stdvec(value).expect("it holds only texts, numbers and lists");
        Self { bytes: Bytes(Cow::Owned(bytes)), of: PhantomData }
    }

    pub fn unpack(&self) -> T::Of<'_> {
        unpack::<T>(&self.bytes.0)
    }
}

fn unpack<T: Packable>(bytes: &[u8]) -> T::Of<'_> {
    postcard::from_bytes(bytes).expect("it is what was packed")
}

impl<T> Packed<'_, T> {
    pub fn bytes(&self) -> &[u8] {
        &self.bytes.0
    }
}

/// By their bytes: values with the same are the same.
impl<T> PartialEq for Packed<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<T> Eq for Packed<'_, T> {}

impl<T> Hash for Packed<'_, T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl<T> Default for Packed<'_, T> {
    fn default() -> Self {
        Self { bytes: Bytes::default(), of: PhantomData }
    }
}

/// Values of one kind, each packed by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PackedList<'a, T> {
    /// Where each ends, in four bytes, little-endian.
    #[serde(borrow)]
    ends: Bytes<'a>,
    #[serde(borrow)]
    bytes: Bytes<'a>,
    of: PhantomData<T>,
}

impl<T: Packable> PackedList<'_, T> {
    pub fn new<'v>(values: impl Iterator<Item = T::Of<'v>>) -> Self {
        let mut bytes = Vec::new();
        let mut pack = |value: T::Of<'v>| {
            bytes = postcard::to_extend(&value, std::mem::take(&mut bytes)).expect("what can be packed");
            u32::try_from(bytes.len()).expect("less than four gigabytes").to_le_bytes()
        };
        let ends = values.flat_map(&mut pack).collect();
        Self { ends: Bytes(Cow::Owned(ends)), bytes: Bytes(Cow::Owned(bytes)), of: PhantomData }
    }

    pub fn unpack(&self, index: usize) -> T::Of<'_> {
        let end = |index: usize| {
            let end = self.ends.0[END * index..][..END].try_into().expect("as many bytes as a place has");
            u32::from_le_bytes(end) as usize
        };
        unpack::<T>(&self.bytes.0[index.checked_sub(1).map_or(0, end)..end(index)])
    }
}

/// Numbers, each in eight bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Numbers<'a>(#[serde(borrow)] Bytes<'a>);

const END: usize = size_of::<u32>();
const NUMBER: usize = size_of::<u64>();

impl Numbers<'_> {
    pub fn len(&self) -> usize {
        self.0.0.len() / NUMBER
    }

    pub fn get(&self, index: usize) -> u64 {
        number(&self.0.0[NUMBER * index..NUMBER * (index + 1)])
    }

    /// Where a number stands among numbers that ascend.
    #[cfg(feature = "rocksdb")]
    pub fn position(&self, wanted: u64) -> Option<usize> {
        let (mut start, mut end) = (0, self.len());
        while start < end {
            let middle = start.midpoint(end);
            let found = self.get(middle);
            if found == wanted {
                return Some(middle);
            } else if found < wanted {
                start = middle + 1;
            } else {
                end = middle;
            }
        }
        None
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = u64> + Clone {
        self.0.0.chunks_exact(NUMBER).map(number)
    }
}

fn number(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes.try_into().expect("as many bytes as a number has"))
}

impl FromIterator<u64> for Numbers<'_> {
    fn from_iter<I: IntoIterator<Item = u64>>(numbers: I) -> Self {
        Self(Bytes(Cow::Owned(numbers.into_iter().flat_map(u64::to_le_bytes).collect())))
    }
}

/// Bytes, which are not copied from what they are read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Bytes<'a>(pub Cow<'a, [u8]>);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Bytes<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Whole;

        impl<'de> Visitor<'de> for Whole {
            type Value = Cow<'de, [u8]>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(bytes))
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
                Ok(Cow::Owned(bytes.to_vec()))
            }
        }

        Ok(Self(deserializer.deserialize_bytes(Whole)?))
    }
}
