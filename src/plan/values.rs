//! The words of a FlightPlan: each type holds only what Google Cloud or Kubernetes accepts.

use serde::Deserialize;
#[cfg(test)]
use serde::Serialize;

use crate::object::Image;

/// Makes a type of text that is checked when it is read.
macro_rules! word {
    ($(#[$doc:meta])* $name:ident, $pattern:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
        #[serde(try_from = "String")]
        #[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
        #[cfg_attr(test, schemars(extend("pattern" = $pattern)))]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                let check: fn(&str) -> Result<(), String> = $check;
                check(&text).map(|()| Self(text))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(&self.0)
            }
        }
    };
}

word! {
    /// A Google Cloud project id. One with a domain (`example.com:p`) cannot be a label value, which
    /// the secondary boot disk needs, so it is refused here.
    ProjectId, "^[a-z][a-z0-9-]{4,28}[a-z0-9]$", |text| {
        let good = (6..=30).contains(&text.len()) && is_dns(text) && starts_with_letter(text);
        good.then_some(()).ok_or_else(|| format!(
            "`{text}` is not a project id: 6 to 30 lower-case letters, digits and hyphens, a letter first"
        ))
    }
}

word! {
    /// The number of a Google Cloud project.
    ProjectNumber, "^[0-9]{6,20}$", |text| {
        let good = (6..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        good.then_some(()).ok_or_else(|| format!("`{text}` is not a project number: digits only"))
    }
}

word! {
    /// A region, such as `asia-northeast1`.
    Region, "^[a-z]+-[a-z]+[0-9]+$", |text| {
        if is_region(text) {
            Ok(())
        } else if text.rsplit_once('-').is_some_and(|(region, _)| is_region(region)) {
            Err(format!("`{text}` is a zone, but an Autopilot cluster lies in a region"))
        } else {
            Err(format!("`{text}` is not a region such as `asia-northeast1`"))
        }
    }
}

word! {
    /// A zone, such as `asia-northeast1-a`.
    Zone, "^[a-z]+-[a-z]+[0-9]+-[a-z]$", |text| {
        let good = text.rsplit_once('-').is_some_and(|(region, letter)| {
            is_region(region) && letter.len() == 1 && letter.bytes().all(|byte| byte.is_ascii_lowercase())
        });
        good.then_some(()).ok_or_else(|| format!("`{text}` is not a zone such as `asia-northeast1-a`"))
    }
}

impl Zone {
    /// True if the zone lies in a region.
    pub fn is_in(&self, region: &Region) -> bool {
        self.0.rsplit_once('-').is_some_and(|(own, _)| own == region.as_str())
    }
}

word! {
    /// A GKE version: `1.35`, or in full `1.35.2-gke.1485000`.
    GkeVersion, "^1\\.[0-9]+(\\.[0-9]+(-gke\\.[0-9]+)?)?$", |text| {
        let (numbers, build) = match text.split_once("-gke.") {
            Some((numbers, build)) => (numbers, Some(build)),
            None => (text, None),
        };
        let parts: Vec<&str> = numbers.split('.').collect();
        let good = parts.iter().chain(&build).all(|part| is_number(part))
            && parts.first() == Some(&"1")
            && if build.is_some() { parts.len() == 3 } else { (2..=3).contains(&parts.len()) };
        good.then_some(()).ok_or_else(|| format!(
            "`{text}` is not a GKE version such as `1.35` or `1.35.2-gke.1485000`"
        ))
    }
}

word! {
    /// A name that Kubernetes and Google Cloud accept: a DNS label.
    Name, "^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", |text| {
        let good = (1..=63).contains(&text.len()) && is_dns(text) && starts_with_letter(text);
        good.then_some(()).ok_or_else(|| format!(
            "`{text}` is not a name: at most 63 lower-case letters, digits and hyphens, a letter first"
        ))
    }
}

word! {
    /// The name of a disk image that a node label must be able to carry: the label's name has room
    /// for 63 characters, and `gke-secondary-boot-disk-` takes 24.
    DiskImage, "^[a-z]([a-z0-9-]{0,37}[a-z0-9])?$", |text| {
        if text.len() > 39 {
            return Err(format!(
                "the disk image name `{text}` has {} characters, but the node label leaves room for 39",
                text.len()
            ));
        }
        let good = !text.is_empty() && is_dns(text) && starts_with_letter(text);
        good.then_some(()).ok_or_else(|| format!(
            "`{text}` is not a disk image name: lower-case letters, digits and hyphens, a letter first"
        ))
    }
}

word! {
    /// A model on Hugging Face, `owner/name`.
    ModelName, "^[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*$", |text| {
        let part = |part: &str| {
            part.starts_with(|first: char| first.is_ascii_alphanumeric())
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        let good = text.split_once('/').is_some_and(|(owner, name)| part(owner) && part(name));
        good.then_some(()).ok_or_else(|| format!("`{text}` is not a model such as `google/gemma-2-9b`"))
    }
}

impl ModelName {
    /// The name without its owner, as a directory.
    pub fn directory(&self) -> &str {
        self.0.rsplit_once('/').map_or(self.0.as_str(), |(_, name)| name)
    }

    /// The name without its owner, as a part of a Kubernetes name.
    pub fn slug(&self) -> String {
        self.directory()
            .chars()
            .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
            .collect::<String>()
            .trim_matches('-')
            .to_owned()
    }
}

word! {
    /// A revision of a model: a branch, a tag or a commit.
    Revision, "^[A-Za-z0-9][A-Za-z0-9._/-]*$", |text| {
        let good = text.starts_with(|first: char| first.is_ascii_alphanumeric())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte));
        good.then_some(()).ok_or_else(|| format!("`{text}` is not a branch, tag or commit"))
    }
}

word! {
    /// A Cloud Storage bucket, `gs://name`, perhaps with a path.
    Bucket, "^gs://[a-z0-9][a-z0-9._-]{1,61}[a-z0-9](/.*)?$", |text| {
        let name = text.strip_prefix("gs://").map(|rest| rest.split_once('/').map_or(rest, |(name, _)| name));
        let good = name.is_some_and(|name| {
            (3..=63).contains(&name.len())
                && name.bytes().all(|byte| {
                    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte)
                })
        }) && !text.contains(char::is_whitespace);
        good.then_some(()).ok_or_else(|| format!("`{text}` is not a bucket such as `gs://my-logs`"))
    }
}

word! {
    /// An absolute path of a directory in a container.
    MountPath, "^/[A-Za-z0-9._/-]+$", |text| {
        let good = text.len() > 1
            && text.starts_with('/')
            && !text.ends_with('/')
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte));
        good.then_some(()).ok_or_else(|| format!("`{text}` is not an absolute directory such as `/models`"))
    }
}

word! {
    /// The handle of a zonal disk: `projects/P/zones/Z/disks/N`.
    VolumeHandle, "^projects/[^/]+/zones/[^/]+/disks/[^/]+$", |text| {
        let parts: Vec<&str> = text.split('/').collect();
        let good = matches!(
            parts.as_slice(),
            ["projects", project, "zones", zone, "disks", disk]
                if [project, zone, disk].iter().all(|part| !part.is_empty() && is_dns(part))
        );
        good.then_some(()).ok_or_else(|| format!(
            "`{text}` is not a disk of Hyperdisk ML, which lies in a zone: expected \
             `projects/PROJECT/zones/ZONE/disks/NAME`, with `multi-zone` for a disk of that name in each zone"
        ))
    }
}

impl VolumeHandle {
    /// The zone of the disk.
    pub fn zone(&self) -> &str {
        self.0.split('/').nth(3).unwrap_or("")
    }

    /// True for disks of one name in several zones, which are one volume for readers.
    pub fn is_multi_zone(&self) -> bool {
        self.zone() == "multi-zone"
    }

    /// The name of the disk.
    pub fn disk(&self) -> &str {
        self.0.split('/').nth(5).unwrap_or("")
    }
}

word! {
    /// A size with a binary unit, such as `300Gi`.
    Size, "^[1-9][0-9]*(Gi|Ti)$", |text| {
        gibibytes(text).map(|_| ()).ok_or_else(|| format!(
            "`{text}` is not a size: expected a whole number with the unit `Gi` or `Ti`, such as `300Gi`"
        ))
    }
}

impl Size {
    /// The size in GiB.
    pub fn gibibytes(&self) -> u64 {
        gibibytes(&self.0).unwrap_or(0)
    }
}

fn gibibytes(text: &str) -> Option<u64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let factor = match unit {
        "Gi" => 1,
        "Ti" => 1024,
        _ => return None,
    };
    if number.starts_with(['0', '+']) {
        return None;
    }
    number.parse::<u64>().ok()?.checked_mul(factor)
}

word! {
    /// A container image with a tag or a digest.
    ImageRef, "^[^\\s@]+(:[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha256:[0-9a-f]{64})$", |text| {
        let image = Image::parse(text);
        let legal = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/:".contains(&byte));
        if image.repository.is_empty() || !legal(text.split('@').next().unwrap_or("")) {
            return Err(format!("`{text}` is not a container image such as `docker.io/vllm/vllm-openai:v0.30.0`"));
        }
        match (image.tag, image.digest) {
            (None, None) => Err(format!("`{text}` has neither a tag nor a digest, so it is another image every day")),
            (Some("latest"), None) => Err(format!("`{text}` is another image every day: name a version")),
            _ => Ok(()),
        }
    }
}

word! {
    /// The name under which clients ask for a model.
    ServedName, "^[A-Za-z0-9][A-Za-z0-9._/-]*$", |text| {
        let good = text.starts_with(|first: char| first.is_ascii_alphanumeric())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte));
        good.then_some(()).ok_or_else(|| format!(
            "`{text}` is not a name for a model: letters, digits and `._/-`, a letter or digit first"
        ))
    }
}

word! {
    /// The name of an argument of vLLM, without its dashes.
    ArgName, "^[a-z][a-zA-Z0-9_.-]*$", |text| {
        let good = text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        good.then_some(()).ok_or_else(|| format!(
            "`{text}` is not the name of an argument: write it without dashes in front, such as `max-model-len`"
        ))
    }
}

word! {
    /// The name of a secret in Secret Manager.
    SecretName, "^[A-Za-z0-9_-]{1,255}$", |text| {
        let good = (1..=255).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        good.then_some(()).ok_or_else(|| format!("`{text}` is not the name of a secret: letters, digits, `_` and `-`"))
    }
}

word! {
    /// The version of a secret: a number in quotes, or `latest`.
    SecretVersion, "^([1-9][0-9]*|latest)$", |text| {
        let good = text == "latest" || (is_number(text) && !text.starts_with('0'));
        good.then_some(()).ok_or_else(|| format!("`{text}` is not a version of a secret: a number, or `latest`"))
    }
}

impl Default for SecretVersion {
    fn default() -> Self {
        Self("latest".to_owned())
    }
}

fn is_dns(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.ends_with('-')
}

fn starts_with_letter(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_region(text: &str) -> bool {
    let Some((continent, place)) = text.split_once('-') else { return false };
    let name = place.trim_end_matches(|last: char| last.is_ascii_digit());
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    letters(continent) && letters(name) && name.len() < place.len()
}
