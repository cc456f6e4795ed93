"""What purchases tell of many customers: cycles, stages, cohorts, movements, natural rates."""
