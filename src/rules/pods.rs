//! What many rules ask of a pod, worked out once for all of them.

use std::ops::Deref;
use std::ops::Range;

use super::gpu::Gpus;
use super::rule::Cx;
use super::server::Server;
use crate::object::Object;
use crate::object::PodTemplate;
use crate::object::Rendered;
use crate::object::templates;

/// A pod template, with what it says about GPUs.
#[derive(Debug)]
pub(super) struct Pod<'a> {
    inner: PodTemplate<'a>,
    /// What it says about GPUs.
    pub(super) gpus: Gpus<'a>,
    /// Its place among all pods.
    number: usize,
}

impl<'a> Pod<'a> {
    /// Reads a pod template.
    pub(super) fn new(template: PodTemplate<'a>, number: usize) -> Self {
        Self { inner: template, gpus: Gpus::of(&template), number }
    }

    /// Its vLLM servers.
    pub(super) fn servers(&self, cx: &Cx<'a>) -> &'a [Server<'a>] {
        cx.servers.get(self.number).map_or(&[], Vec::as_slice)
    }
}

impl<'a> Deref for Pod<'a> {
    type Target = PodTemplate<'a>;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}

/// The pods of all objects, in output order.
#[derive(Debug)]
pub(super) struct Pods<'a> {
    all: Vec<Pod<'a>>,
    /// Those of each object.
    of: Vec<Range<usize>>,
}

impl<'a> Pods<'a> {
    /// Reads the pods of a result.
    pub(super) fn new(rendered: &'a Rendered) -> Self {
        let (mut all, mut of) = (Vec::new(), Vec::with_capacity(rendered.objects.len()));
        for object in &rendered.objects {
            let start = all.len();
            all.extend(templates(object).into_iter().zip(start..).map(|(it, number)| Pod::new(it, number)));
            of.push(start..all.len());
        }
        Self { all, of }
    }

    /// The pods of all objects, in output order.
    pub(super) fn all(&self) -> &[Pod<'a>] {
        &self.all
    }

    /// Each object with its pods, in output order.
    pub(super) fn by_object<'p>(
        &'p self,
        rendered: &'a Rendered,
    ) -> impl Iterator<Item = (&'a Object, &'p [Pod<'a>])> {
        let pods = self.of.iter().map(|range| self.all.get(range.clone()).unwrap_or_default());
        rendered.objects.iter().zip(pods)
    }
}
