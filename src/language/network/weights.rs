//! The file of weights: safetensors (<https://huggingface.co/docs/safetensors>), written by `training/export.py`.
//!
//! A matrix `NAME` of `inputs` × `outputs` is four tensors: `NAME.weight` (i8, [outputs / 64, inputs / 4, 64, 4], within ±63),
//! `NAME.scale`, `NAME.sum` and `NAME.bias` (f32, [outputs]), the outputs padded with zeros to a multiple of 64.

use safetensors::{Dtype, SafeTensors};

use super::simd::{COLUMNS, MOST_WEIGHT, TOGETHER};

/// Tensors by name; the error says which one is missing or misshapen.
pub struct Reader<'a> {
    tensors: SafeTensors<'a>,
}

impl<'a> Reader<'a> {
    /// # Errors
    /// If the bytes are no safetensors file.
    pub fn new(bytes: &'a [u8]) -> Result<Self, String> {
        SafeTensors::deserialize(bytes).map(|tensors| Self { tensors }).map_err(|error| error.to_string())
    }

    /// # Errors
    /// If the tensor is missing, of another type or shape, or holds what is no number.
    pub fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, String> {
        let bytes = self.bytes(name, Dtype::F32, shape)?;
        let floats: Vec<f32> = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        match floats.iter().all(|x| x.is_finite()) {
            true => Ok(floats),
            false => Err(format!("{name} holds what is no number")),
        }
    }

    /// # Errors
    /// If the tensor is missing or of another type or shape.
    pub fn integers(&self, name: &str, shape: &[usize]) -> Result<&'a [u8], String> {
        self.bytes(name, Dtype::I8, shape)
    }

    /// Rows of a table.
    pub fn rows(&self, name: &str) -> Result<usize, String> {
        let view = self.tensors.tensor(name).map_err(|error| format!("{name}: {error}"))?;
        view.shape().first().copied().ok_or_else(|| format!("{name} has no rows"))
    }

    fn bytes(&self, name: &str, kind: Dtype, shape: &[usize]) -> Result<&'a [u8], String> {
        let view = self.tensors.tensor(name).map_err(|error| format!("{name}: {error}"))?;
        match view.dtype() == kind && view.shape() == shape {
            true => Ok(view.data()),
            false => Err(format!("{name} is {:?} {:?}, not {kind:?} {shape:?}", view.dtype(), view.shape())),
        }
    }
}

/// A linear layer's weights of 7 bits; see the head of this file.
pub struct Matrix {
    pub inputs: usize,
    /// Blocks of [`COLUMNS`] outputs, each as [`products`](super::simd::products) takes it.
    pub blocks: Vec<i8>,
    pub scale: Vec<f32>,
    pub sum: Vec<f32>,
    pub bias: Vec<f32>,
}

impl Matrix {
    /// # Errors
    /// If a tensor is missing or of another type or shape, or a weight is beyond ±63.
    pub fn read(file: &Reader, name: &str, inputs: usize, outputs: usize) -> Result<Self, String> {
        let padded = outputs.next_multiple_of(COLUMNS);
        let shape = [padded / COLUMNS, inputs / TOGETHER, COLUMNS, TOGETHER];
        let blocks: Vec<i8> =
            file.integers(&format!("{name}.weight"), &shape)?.iter().map(|&byte| byte as i8).collect();
        if blocks.iter().any(|weight| weight.unsigned_abs() > MOST_WEIGHT) {
            return Err(format!("{name}.weight has a value beyond ±{MOST_WEIGHT}"));
        }
        let column = |part: &str| file.floats(&format!("{name}.{part}"), &[padded]);
        Ok(Self { inputs, blocks, scale: column("scale")?, sum: column("sum")?, bias: column("bias")? })
    }

    /// Length of a row of outputs with the padding.
    pub fn padded(&self) -> usize {
        self.bias.len()
    }
}

/// Rows of bytes with a scale each: an embedding table.
pub struct Table {
    width: usize,
    bytes: Vec<i8>,
    scale: Vec<f32>,
}

impl Table {
    /// # Errors
    /// If a tensor is missing or of another type or shape.
    pub fn read(file: &Reader, name: &str, width: usize) -> Result<Self, String> {
        let scale = format!("{name}.scale");
        let rows = file.rows(&scale)?;
        let bytes = file.integers(&format!("{name}.weight"), &[rows, width])?.iter().map(|&byte| byte as i8).collect();
        Ok(Self { width, bytes, scale: file.floats(&scale, &[rows])? })
    }

    pub fn rows(&self) -> usize {
        self.scale.len()
    }

    /// Adds a row to `sum`.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn add(&self, row: usize, sum: &mut [f32]) {
        let bytes = &self.bytes[row * self.width..][..self.width];
        for (sum, &byte) in sum.iter_mut().zip(bytes) {
            *sum += f32::from(byte) * self.scale[row];
        }
    }
}
