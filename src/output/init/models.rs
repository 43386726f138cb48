//! Models whose size is known.

/// A model.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// The name on Hugging Face.
    pub(super) name: &'static str,
    /// GiB of all files that a download brings.
    pub(super) download_gib: u64,
    /// GiB that the weights take in the GPUs in 16 bits.
    pub(super) memory_gib: u64,
    /// What a context takes, if every layer sees all of it.
    pub(super) cache: Option<Cache>,
    /// Where the numbers come from.
    pub(super) source: &'static str,
}

/// The cache of keys and values in 16 bits: layers, times heads of keys and values, times their size, times four.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cache {
    /// The greatest context of the model in tokens, which vLLM takes unless it is told otherwise.
    pub(super) context: u64,
    /// Bytes that a token takes.
    pub(super) bytes: u64,
}

impl Known {
    /// The context in tokens that three quarters of what the weights leave of a memory hold, as a power of two; `None`
    /// if the model's own does. The last quarter is for what vLLM computes with.
    pub(super) fn context_within(&self, memory_mib: u64) -> Option<u64> {
        let cache = self.cache?;
        let left = memory_mib.checked_sub(self.memory_gib * 1024)?.saturating_mul(1024 * 1024) * 3 / 4;
        let tokens = left / cache.bytes;
        if tokens >= cache.context {
            return None;
        }
        tokens.checked_ilog2().map(|power| 1 << power)
    }
}

/// The table, as of 2026-11-24. Parameters times bytes; other models are asked for their size.
pub(super) const KNOWN: &[Known] = &[
    Known {
        name: "google/gemma-2-2b-it",
        download_gib: 5,
        memory_gib: 5,
        cache: None,
        source: "2.61 billion parameters (Gemma 2 report, arXiv:2408.00118, table 2) in 16 bits",
    },
    Known {
        name: "google/gemma-2-9b",
        download_gib: 35,
        memory_gib: 18,
        cache: None,
        source: "9.24 billion parameters (Gemma 2 report, arXiv:2408.00118, table 2) in 32 bits",
    },
    Known {
        name: "google/gemma-2-9b-it",
        download_gib: 18,
        memory_gib: 18,
        cache: None,
        source: "9.24 billion parameters (Gemma 2 report, arXiv:2408.00118, table 2) in 16 bits",
    },
    Known {
        name: "google/gemma-2-27b-it",
        download_gib: 51,
        memory_gib: 51,
        cache: None,
        source: "27.2 billion parameters (Gemma 2 report, arXiv:2408.00118, table 2) in 16 bits",
    },
    Known {
        name: "google/gemma-3-4b-it",
        download_gib: 9,
        memory_gib: 9,
        cache: None,
        source: "4.3 billion parameters (Gemma 3 report, arXiv:2503.19786, table 1) in 16 bits",
    },
    Known {
        name: "google/gemma-3-12b-it",
        download_gib: 23,
        memory_gib: 23,
        cache: None,
        source: "12.2 billion parameters (Gemma 3 report, arXiv:2503.19786, table 1) in 16 bits",
    },
    Known {
        name: "google/gemma-3-27b-it",
        download_gib: 52,
        memory_gib: 52,
        cache: None,
        source: "27.4 billion parameters (Gemma 3 report, arXiv:2503.19786, table 1) in 16 bits",
    },
    Known {
        name: "meta-llama/Llama-3.1-70B-Instruct",
        download_gib: 264,
        memory_gib: 132,
        cache: Some(Cache { context: 131_072, bytes: 327_680 }),
        source: "70.6 billion parameters in 16 bits, in two formats (Llama 3 report, arXiv:2407.21783)",
    },
    Known {
        name: "meta-llama/Llama-3.1-8B-Instruct",
        download_gib: 30,
        memory_gib: 15,
        cache: Some(Cache { context: 131_072, bytes: 131_072 }),
        source: "8.03 billion parameters in 16 bits, in two formats (Llama 3 report, arXiv:2407.21783)",
    },
];

/// What is known of a model.
pub(super) fn find(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.name == name)
}
