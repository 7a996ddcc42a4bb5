//! The float steps of the network: layer normalisation, GELU, quantisation, attention, dot products.
//!
//! Vectors of 16 lanes, sums lane by lane and then the lanes in one order, so that the outcome has the same bits however
//! wide the processor's registers are. Loops over the lanes count: the compiler makes one instruction of them.
#![allow(clippy::needless_range_loop)]

use super::simd::{COLUMNS, MOST_INPUT, Path, for_each_path};

/// Lanes that are worked on together; lengths of rows are multiples of it.
pub const LANES: usize = 16;
/// Width of an attention head.
pub const HEAD: usize = 32;
/// Queries that are worked on together.
const QUERIES: usize = 4;

type Lanes = [f32; LANES];

/// What turns the bytes of a quantised row back into numbers: `value = low + step × byte`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub low: f32,
    pub step: f32,
}

/// Per column of a matrix: what a sum of integer products is worth, the sum of the column's weights, and the bias.
#[derive(Clone, Copy)]
pub struct Columns<'a> {
    pub scale: &'a [f32],
    pub sum: &'a [f32],
    pub bias: &'a [f32],
}

/// The first `length` numbers of a buffer, made longer if need be; what they are is left from before.
pub fn sized(buffer: &mut Vec<f32>, length: usize) -> &mut [f32] {
    if buffer.len() < length {
        buffer.resize(length, 0.0);
    }
    &mut buffer[..length]
}

#[inline(always)]
fn lanes(x: &[f32]) -> Lanes {
    x.try_into().expect("a chunk of LANES")
}

/// The part of an attention head at the beginning of a row.
#[inline(always)]
fn head(row: &[f32]) -> &[f32; HEAD] {
    row.first_chunk().expect("a row holds all heads")
}

#[inline(always)]
fn map(mut x: Lanes, f: impl Fn(f32) -> f32) -> Lanes {
    for i in 0..LANES {
        x[i] = f(x[i]);
    }
    x
}

#[inline(always)]
fn zip(mut x: Lanes, y: Lanes, f: impl Fn(f32, f32) -> f32) -> Lanes {
    for i in 0..LANES {
        x[i] = f(x[i], y[i]);
    }
    x
}

#[inline(always)]
fn fold(x: Lanes, f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut x = x;
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            x[i] = f(x[i], x[i + width]);
        }
        width /= 2;
    }
    x[0]
}

/// The greater one, and the second if either is a NaN, as in the processor's own instruction.
#[inline(always)]
fn greater(x: f32, y: f32) -> f32 {
    if x > y { x } else { y }
}

#[inline(always)]
fn lesser(x: f32, y: f32) -> f32 {
    if x < y { x } else { y }
}

/// Added to a number of small size and taken off again, it rounds it to an integer, ties to even; before it is taken off,
/// the integer stands in the lowest bits.
const ROUNDING: f32 = 12_582_912.0; // 1.5 × 2^23

/// GELU (Hendrycks and Gimpel 2016, <https://arxiv.org/abs/1606.08415>): `x × Φ(x)` within 2e-4,
/// beyond ±13 within 1.5e-5 of x.
///
/// `Φ(x) - 1/2` is odd; it is taken as `x P(x²)` within ±4, fitted by reweighted least squares on the error of GELU.
#[inline(always)]
fn gelu(x: f32) -> f32 {
    const P: [f32; 7] = [
        0.397_883_24, -0.064_572_975, 0.008_772_332, -0.000_814_004_9, 4.795_452_3e-5, -1.598_556_2e-6, 2.278_060_4e-8,
    ];
    let near = lesser(greater(x, -4.0), 4.0);
    let square = near * near;
    let mut p = P[6];
    for &coefficient in P[..6].iter().rev() {
        p = p.mul_add(square, coefficient);
    }
    x * near.mul_add(p, 0.5)
}

/// e^x for x <= 0, within 2e-7 of it: 2^n times a polynomial, after Cephes' expf (<https://www.netlib.org/cephes/>).
#[inline(always)]
fn exp(x: f32) -> f32 {
    const P: [f32; 6] = [0.5, 0.166_666_65, 0.041_665_796, 0.008_333_452, 0.001_398_2, 0.000_198_756_91];
    let x = greater(x, -87.0);
    let rounded = x.mul_add(std::f32::consts::LOG2_E, ROUNDING);
    let n = rounded - ROUNDING;
    // ln 2 in two parts, the first of which is exact.
    let x = n.mul_add(-355.0 / 512.0, x);
    let x = n.mul_add(2.121_944_4e-4, x);
    let mut p = P[5];
    for &coefficient in P[..5].iter().rev() {
        p = p.mul_add(x, coefficient);
    }
    let p = (x * x).mul_add(p, x) + 1.0;
    let power = f32::from_bits(rounded.to_bits().wrapping_add(127) << 23);
    p * power
}

/// Bytes of a row, and what they stand for.
#[inline(always)]
fn quantised(row: &[f32], bytes: &mut [u8]) -> Scale {
    let (mut low, mut high) = ([f32::INFINITY; LANES], [f32::NEG_INFINITY; LANES]);
    for x in row.chunks_exact(LANES) {
        low = zip(low, lanes(x), lesser);
        high = zip(high, lanes(x), greater);
    }
    let (low, high) = (fold(low, lesser), fold(high, greater));
    let range = high - low;
    const LEVELS: f32 = MOST_INPUT as f32;
    let (step, per_step) = if range > 0.0 { (range / LEVELS, LEVELS / range) } else { (0.0, 0.0) };
    for (byte, x) in bytes.iter_mut().zip(row) {
        *byte = (x - low).mul_add(per_step, ROUNDING).to_bits() as u8 & MOST_INPUT;
    }
    Scale { low, step }
}

for_each_path! {
    /// Numbers from sums of products with one quantised row: `sum × step × scale + low × columns' sums + bias`, and GELU of
    /// it where the layer has one.
    pub fn finish(sums: &[i32; COLUMNS], row: Scale, columns: Columns, gelus: bool, output: &mut [f32]) {
        for at in (0..COLUMNS).step_by(LANES) {
            let part = at..at + LANES;
            let offset = zip(lanes(&columns.sum[part.clone()]), lanes(&columns.bias[part.clone()]), |s, b| s.mul_add(row.low, b));
            let mut x = [0.0; LANES];
            for (x, &sum) in x.iter_mut().zip(&sums[part.clone()]) {
                *x = sum as f32;
            }
            x = zip(map(x, |x| x * row.step), lanes(&columns.scale[part.clone()]), |x, scale| x * scale);
            x = zip(x, offset, |x, offset| x + offset);
            if gelus {
                x = map(x, gelu);
            }
            output[part].copy_from_slice(&x);
        }
    }

    /// Bytes of a row of numbers between its least and its greatest.
    pub fn quantise(row: &[f32], bytes: &mut [u8]) -> Scale {
        quantised(row, bytes)
    }

    /// Adds `other` to a row, normalises it (Ba et al. 2016, <https://arxiv.org/abs/1607.06450>; ε 1e-12) and gives its bytes.
    pub fn normalise(row: &mut [f32], other: &[f32], weight: &[f32], bias: &[f32], bytes: &mut [u8]) -> Scale {
        let size = row.len() as f32;
        for (x, y) in row.iter_mut().zip(other) {
            *x += y;
        }
        let mut sum = [0.0; LANES];
        for x in row.chunks_exact(LANES) {
            sum = zip(sum, lanes(x), |s, x| s + x);
        }
        let mean = fold(sum, |x, y| x + y) / size;
        let mut squares = [0.0; LANES];
        for x in row.chunks_exact(LANES) {
            squares = zip(squares, lanes(x), |s, x| (x - mean).mul_add(x - mean, s));
        }
        let per_deviation = 1.0 / (fold(squares, |x, y| x + y) / size + 1e-12).sqrt();
        for ((x, weight), bias) in row.iter_mut().zip(weight).zip(bias) {
            *x = ((*x - mean) * per_deviation).mul_add(*weight, *bias);
        }
        quantised(row, bytes)
    }

    /// Scaled dot-product attention of one sentence and one head (Vaswani et al. 2017, <https://arxiv.org/abs/1706.03762>).
    ///
    /// `projected` holds for each piece a row of 3 × `width` numbers with its query (already scaled), key and value at
    /// `places`; `output` a row of `width`, in which the head's part stands at the query's place.
    pub fn attend(
        projected: &[f32],
        places: [usize; 3],
        output: &mut [f32],
        width: usize,
        scratch: &mut Vec<f32>,
    ) {
        let stride = 3 * width;
        let pieces = projected.len() / stride;
        let wide = pieces.next_multiple_of(LANES);
        let parts = |which: usize| projected[places[which]..].chunks(stride).map(head);
        // What is left there from before behind the last key counts for nothing: its weights are set to zero.
        let scratch = sized(scratch, (HEAD + QUERIES) * wide);
        // Keys in blocks of LANES, in each of which the first numbers of all keys stand first.
        let (keys, weights) = scratch.split_at_mut(HEAD * wide);
        for (piece, key) in parts(1).enumerate() {
            let block = &mut keys[piece / LANES * LANES * HEAD..][..LANES * HEAD];
            for (block, &x) in block.chunks_exact_mut(LANES).zip(key) {
                block[piece % LANES] = x;
            }
        }
        for first in (0..pieces).step_by(QUERIES) {
            // The last queries of a sentence may be worked on twice, which gives the same numbers again.
            let queries: [usize; QUERIES] = std::array::from_fn(|i| (first + i).min(pieces - 1));
            let query = queries.map(|piece| head(&projected[piece * stride + places[0]..]));
            for (block, key) in keys.chunks_exact(LANES * HEAD).enumerate() {
                let mut dots = [[0.0; LANES]; QUERIES];
                for (i, key) in key.chunks_exact(LANES).take(HEAD).enumerate() {
                    for (dots, query) in dots.iter_mut().zip(query) {
                        *dots = zip(*dots, lanes(key), |sum, k| query[i].mul_add(k, sum));
                    }
                }
                for (dots, weights) in dots.iter().zip(weights.chunks_exact_mut(wide)) {
                    weights[block * LANES..][..LANES].copy_from_slice(dots);
                }
            }
            let mut per_sum = [0.0; QUERIES];
            for (per_sum, weights) in per_sum.iter_mut().zip(weights.chunks_exact_mut(wide)) {
                weights[pieces..].fill(f32::NEG_INFINITY);
                let mut most = [f32::NEG_INFINITY; LANES];
                for x in weights.chunks_exact(LANES) {
                    most = zip(most, lanes(x), greater);
                }
                let most = fold(most, greater);
                for x in &mut *weights {
                    *x = exp(*x - most);
                }
                weights[pieces..].fill(0.0);
                let mut sum = [0.0; LANES];
                for x in weights.chunks_exact(LANES) {
                    sum = zip(sum, lanes(x), |s, x| s + x);
                }
                *per_sum = 1.0 / fold(sum, |x, y| x + y);
            }
            let (pair, other) = weights.split_at(2 * wide);
            let ((a, b), (c, d)) = (pair.split_at(wide), other.split_at(wide));
            let mut mixed = [[[0.0; LANES]; HEAD / LANES]; QUERIES];
            for ((((value, a), b), c), d) in parts(2).zip(a).zip(b).zip(c).zip(d) {
                for (mixed, weight) in mixed.iter_mut().zip([a, b, c, d]) {
                    for (mixed, value) in mixed.iter_mut().zip(value.chunks_exact(LANES)) {
                        *mixed = zip(*mixed, lanes(value), |sum, v| weight.mul_add(v, sum));
                    }
                }
            }
            for ((piece, mixed), per_sum) in queries.into_iter().zip(&mixed).zip(per_sum) {
                let output = &mut output[piece * width + places[0]..][..HEAD];
                for (output, mixed) in output.chunks_exact_mut(LANES).zip(mixed) {
                    output.copy_from_slice(&map(*mixed, |x| x * per_sum));
                }
            }
        }
    }

    /// Dot products of one row with each of the rows of `others`, whose number is that of `dots`.
    pub fn dot(row: &[f32], others: &[f32], stride: usize, dots: &mut [f32]) {
        for (dot, other) in dots.iter_mut().zip(others.chunks(stride)) {
            let mut sum = [0.0; LANES];
            for (x, y) in row.chunks_exact(LANES).zip(other.chunks_exact(LANES)) {
                sum = zip(sum, zip(lanes(x), lanes(y), |x, y| x * y), |s, x| s + x);
            }
            *dot = fold(sum, |x, y| x + y);
        }
    }
}
