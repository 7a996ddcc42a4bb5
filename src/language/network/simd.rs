//! Instruction sets: which one this processor has, functions compiled for each, and the integer products.
//!
//! All `unsafe` of the crate is written in this file. Two things need it: calling a function that was compiled for instructions which
//! the processor must have, and loading vectors from slices. The first is sound because a [`Path`] can only be had by
//! asking the processor, the second because [`products`] checks the lengths before it chooses a kernel.
//!
//! Every path gives the same bits. The integer products are exact: with inputs to 127 and weights within ±63, AVX2's sums of
//! four products stay within 16 bits. The float functions are one source for all paths, whose operations IEEE 754 rounds
//! exactly (+, ×, ÷, √, fused multiply-add; the portable path trusts the C library's `fmaf` to do so) and whose sums have a
//! fixed order.
#![allow(unsafe_code)]

/// Columns of a block of weights, and of what [`products`] fills.
pub const COLUMNS: usize = 64;
/// Most rows that [`products`] takes at once.
pub const MOST_ROWS: usize = 6;
/// Greatest input, and most that a weight is above or below zero.
pub const MOST_INPUT: u8 = 127;
pub const MOST_WEIGHT: u8 = 63;
/// Consecutive inputs that stand together in a block, as the instructions multiply and add them in one go.
pub const TOGETHER: usize = 4;

/// An instruction set that this processor has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    #[cfg(target_arch = "x86_64")]
    Avx512Vnni,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

impl Path {
    /// The paths that this processor can take, the fastest first.
    pub fn supported() -> Vec<Path> {
        let mut paths = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            let fma = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            let vnni = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni");
            paths.extend((fma && vnni).then_some(Path(Kind::Avx512Vnni)));
            paths.extend(fma.then_some(Path(Kind::Avx2)));
        }
        paths.push(Path(Kind::Portable));
        paths
    }

    pub(super) fn kind(self) -> Kind {
        self.0
    }

    /// `avx512-vnni`, `avx2` or `portable`.
    pub fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512Vnni => "avx512-vnni",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "avx2",
            Kind::Portable => "portable",
        }
    }
}

/// Defines functions that are compiled once for each path and take the path as their first argument.
macro_rules! for_each_path {
    ($($(#[$doc:meta])* pub fn $name:ident($($arg:ident: $type:ty),* $(,)?) $(-> $output:ty)? $body:block)*) => { $(
        $(#[$doc])*
        pub fn $name(path: Path, $($arg: $type),*) $(-> $output)? {
            #[inline(always)]
            fn portable($($arg: $type),*) $(-> $output)? $body
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl")]
            fn avx512($($arg: $type),*) $(-> $output)? { portable($($arg),*) }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma")]
            fn avx2($($arg: $type),*) $(-> $output)? { portable($($arg),*) }
            #[allow(unsafe_code)]
            match path.kind() {
                // SAFETY: a `Path` of this kind exists only where the processor has these instructions.
                #[cfg(target_arch = "x86_64")]
                $crate::language::network::simd::Kind::Avx512Vnni => unsafe { avx512($($arg),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                $crate::language::network::simd::Kind::Avx2 => unsafe { avx2($($arg),*) },
                $crate::language::network::simd::Kind::Portable => portable($($arg),*),
            }
        }
    )* };
}

/// Sums of products: `sums[row][column] = Σ inputs[row * depth + i] × weight(i, column)`.
///
/// `block` holds [`COLUMNS`] columns of `depth` weights within ±[`MOST_WEIGHT`]: for every four inputs, all columns, and for every column
/// its four weights. `depth` is a multiple of eight; at most [`MOST_ROWS`] rows. Inputs beyond [`MOST_INPUT`] make the sums
/// differ from path to path.
///
/// # Panics
/// If the lengths do not fit each other.
pub fn products(path: Path, inputs: &[u8], depth: usize, block: &[i8], sums: &mut [[i32; COLUMNS]]) {
    assert!(depth > 0 && depth.is_multiple_of(2 * TOGETHER) && sums.len() <= MOST_ROWS);
    assert!(depth.checked_mul(COLUMNS) == Some(block.len()) && sums.len().checked_mul(depth) == Some(inputs.len()));
    match path.0 {
        // SAFETY: the processor has the instructions, the lengths were checked.
        #[cfg(target_arch = "x86_64")]
        Kind::Avx512Vnni => unsafe {
            match sums.len() {
                0 => {}
                1 => x86::avx512_vnni::<1>(inputs, depth, block, sums),
                2 => x86::avx512_vnni::<2>(inputs, depth, block, sums),
                3 => x86::avx512_vnni::<3>(inputs, depth, block, sums),
                4 => x86::avx512_vnni::<4>(inputs, depth, block, sums),
                5 => x86::avx512_vnni::<5>(inputs, depth, block, sums),
                _ => x86::avx512_vnni::<6>(inputs, depth, block, sums),
            }
        },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Kind::Avx2 => {
            for (inputs, sums) in inputs.chunks(3 * depth).zip(sums.chunks_mut(3)) {
                unsafe {
                    match sums.len() {
                        1 => x86::avx2::<1>(inputs, depth, block, sums),
                        2 => x86::avx2::<2>(inputs, depth, block, sums),
                        _ => x86::avx2::<3>(inputs, depth, block, sums),
                    }
                }
            }
        }
        Kind::Portable => portable(inputs, depth, block, sums),
    }
}

fn portable(inputs: &[u8], depth: usize, block: &[i8], sums: &mut [[i32; COLUMNS]]) {
    for (row, sums) in inputs.chunks_exact(depth).zip(sums) {
        *sums = [0; COLUMNS];
        for (four, weights) in row.chunks_exact(TOGETHER).zip(block.chunks_exact(TOGETHER * COLUMNS)) {
            for (sum, weights) in sums.iter_mut().zip(weights.chunks_exact(TOGETHER)) {
                *sum += four.iter().zip(weights).map(|(&x, &w)| i32::from(x) * i32::from(w)).sum::<i32>();
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{COLUMNS, TOGETHER};

    /// Four inputs of a row in every lane's 32 bits.
    ///
    /// # Safety
    /// `at + 4 <= inputs.len()`.
    #[inline(always)]
    unsafe fn four(inputs: &[u8], at: usize) -> i32 {
        // SAFETY: within the slice by the caller's word.
        unsafe { inputs.as_ptr().add(at).cast::<i32>().read_unaligned() }
    }

    /// # Safety
    /// `inputs` holds `ROWS` rows of `depth`, `block` `depth` × [`COLUMNS`] weights, `sums` `ROWS` rows.
    #[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
    pub unsafe fn avx512_vnni<const ROWS: usize>(
        inputs: &[u8],
        depth: usize,
        block: &[i8],
        sums: &mut [[i32; COLUMNS]],
    ) {
        let mut held = [[_mm512_setzero_si512(); 4]; ROWS];
        for step in 0..depth / TOGETHER {
            // SAFETY: `block` has 256 bytes for every step, every row of `inputs` four.
            unsafe {
                let weights = block.as_ptr().add(step * TOGETHER * COLUMNS);
                let weights: [_; 4] = std::array::from_fn(|i| _mm512_loadu_si512(weights.add(64 * i).cast()));
                for (row, held) in held.iter_mut().enumerate() {
                    let input = _mm512_set1_epi32(four(inputs, row * depth + step * TOGETHER));
                    for (sum, &weights) in held.iter_mut().zip(&weights) {
                        *sum = _mm512_dpbusd_epi32(*sum, input, weights);
                    }
                }
            }
        }
        for (held, sums) in held.iter().zip(sums) {
            for (held, sums) in held.iter().zip(sums.chunks_exact_mut(16)) {
                // SAFETY: `sums` is 16 times 32 bits.
                unsafe { _mm512_storeu_si512(sums.as_mut_ptr().cast(), *held) };
            }
        }
    }

    /// # Safety
    /// As for [`avx512_vnni`].
    #[target_feature(enable = "avx2")]
    pub unsafe fn avx2<const ROWS: usize>(inputs: &[u8], depth: usize, block: &[i8], sums: &mut [[i32; COLUMNS]]) {
        let ones = _mm256_set1_epi16(1);
        for part in 0..4 {
            let mut held = [[_mm256_setzero_si256(); 2]; ROWS];
            for step in (0..depth / TOGETHER).step_by(2) {
                // SAFETY: `block` has 256 bytes for every step, of which a part takes 64; every row of `inputs` four.
                unsafe {
                    let weights = block.as_ptr().add(step * TOGETHER * COLUMNS + 64 * part);
                    let load = |step: usize, i: usize| _mm256_loadu_si256(weights.add(256 * step + 32 * i).cast());
                    let weights = [[load(0, 0), load(0, 1)], [load(1, 0), load(1, 1)]];
                    for (row, held) in held.iter_mut().enumerate() {
                        let place = row * depth + step * TOGETHER;
                        let first = _mm256_set1_epi32(four(inputs, place));
                        let second = _mm256_set1_epi32(four(inputs, place + TOGETHER));
                        for (i, sum) in held.iter_mut().enumerate() {
                            let pairs = _mm256_maddubs_epi16(first, weights[0][i]);
                            let others = _mm256_maddubs_epi16(second, weights[1][i]);
                            let fours = _mm256_madd_epi16(_mm256_add_epi16(pairs, others), ones);
                            *sum = _mm256_add_epi32(*sum, fours);
                        }
                    }
                }
            }
            for (held, sums) in held.iter().zip(&mut *sums) {
                for (held, sums) in held.iter().zip(sums[16 * part..16 * part + 16].chunks_exact_mut(8)) {
                    // SAFETY: `sums` is 8 times 32 bits.
                    unsafe { _mm256_storeu_si256(sums.as_mut_ptr().cast(), *held) };
                }
            }
        }
    }
}

pub(super) use for_each_path;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_sums_the_same_products() {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) as u8
        };
        for depth in [8, 96, 384] {
            // Extremes first, which the narrow sums of AVX2 must hold.
            for extreme in [Some((127, 63)), Some((127, -63)), None] {
                let block: Vec<i8> =
                    (0..depth * COLUMNS).map(|_| extreme.map_or_else(|| (next() % 127) as i8 - 63, |e| e.1)).collect();
                for rows in 0..=MOST_ROWS {
                    let inputs: Vec<u8> =
                        (0..rows * depth).map(|_| extreme.map_or_else(|| next() % 128, |e| e.0)).collect();
                    let naive = |row: usize, column: usize| -> i32 {
                        let weight = |i: usize| block[i / 4 * 256 + column * 4 + i % 4];
                        (0..depth).map(|i| i32::from(inputs[row * depth + i]) * i32::from(weight(i))).sum()
                    };
                    let expected: Vec<[i32; COLUMNS]> =
                        (0..rows).map(|row| std::array::from_fn(|column| naive(row, column))).collect();
                    for path in Path::supported() {
                        let mut sums = vec![[7; COLUMNS]; rows];
                        products(path, &inputs, depth, &block, &mut sums);
                        assert_eq!(sums, expected, "{} {depth} {rows}", path.name());
                    }
                }
            }
        }
    }

    #[test]
    fn lengths_are_checked() {
        for path in Path::supported() {
            for (inputs, depth, block, rows) in [(8, 8, 8, 1), (0, 0, 0, 1), (56, 8, 512, 7), (0, 1 << 62, 0, 4)] {
                let call = || products(path, &vec![0; inputs], depth, &vec![0; block], &mut vec![[0; COLUMNS]; rows]);
                assert!(std::panic::catch_unwind(call).is_err(), "{} {depth} {rows}", path.name());
            }
        }
    }
}
