//! Values that are read only where they are asked for: of ten thousand documents few are.

use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value in postcard's format (<https://postcard.jamesmunns.com>).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Packed<T> {
    bytes: Vec<u8>,
    of: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned> Packed<T> {
    pub fn new(value: &T) -> Self {
        Self { bytes: postcard::to_stdvec(value).expect("it holds only texts, numbers and lists"), of: PhantomData }
    }

    pub fn unpack(&self) -> T {
        postcard::from_bytes(&self.bytes).expect("it is what was packed")
    }
}

impl<T> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.bytes)
    }
}

impl<'de, T> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl Visitor<'_> for Bytes {
            type Value = Vec<u8>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
        }

        Ok(Self { bytes: deserializer.deserialize_bytes(Bytes)?, of: PhantomData })
    }
}
