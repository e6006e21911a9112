//! Random numbers from a seed (SplitMix64: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).

pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `least` to `most`, both included.
    pub fn int(&mut self, least: i64, most: i64) -> i64 {
        let width = most.abs_diff(least) + 1;
        least + (self.next() % width) as i64
    }

    /// True once in `n` times.
    pub fn once_in(&mut self, n: i64) -> bool {
        self.int(1, n) == 1
    }

    pub fn coin(&mut self) -> bool {
        self.once_in(2)
    }

    pub fn place(&mut self, len: usize) -> usize {
        self.int(0, len as i64 - 1) as usize
    }

    pub fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.place(all.len())].clone()
    }

    pub fn maybe<T>(&mut self, one_in: i64, make: impl FnOnce(&mut Random) -> T) -> Option<T> {
        self.once_in(one_in).then(|| make(self))
    }
}
