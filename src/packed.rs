//! Values that are read only where they are asked for: of ten thousand documents few are.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What can be packed.
pub(crate) trait Packable {
    /// The value, which may borrow its texts: when it is packed from what it is made of, then from what it was packed into.
    type Of<'s>: Serialize + Deserialize<'s>;
}

/// A value in postcard's format (<https://postcard.jamesmunns.com>), by itself or within what it was read from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Packed<'a, T> {
    bytes: Cow<'a, [u8]>,
    of: PhantomData<T>,
}

impl<T: Packable> Packed<'_, T> {
    pub fn new(value: &T::Of<'_>) -> Self {
        let bytes = postcard::to_stdvec(value).expect("it holds only texts, numbers and lists");
        Self { bytes: Cow::Owned(bytes), of: PhantomData }
    }

    pub fn unpack(&self) -> T::Of<'_> {
        postcard::from_bytes(&self.bytes).expect("it is what was packed")
    }
}

impl<T> Serialize for Packed<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.bytes)
    }
}

impl<'de: 'a, 'a, T> Deserialize<'de> for Packed<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl<'de> Visitor<'de> for Bytes {
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

        Ok(Self { bytes: deserializer.deserialize_bytes(Bytes)?, of: PhantomData })
    }
}
