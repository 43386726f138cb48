//! The one place that names build, schema, rules and output together.
