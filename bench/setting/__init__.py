"""What benchmarks share: made libraries, series, models and photographs, tables with bars."""
