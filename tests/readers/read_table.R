# Reads a CSV file with R's own reader and prints the names of its columns and how many rows it has, for tests/readers.rs.
path <- commandArgs(trailingOnly = TRUE)[1]
table <- read.csv(path, encoding = "UTF-8", check.names = FALSE, colClasses = "character", na.strings = character())
cat(nrow(table), names(table), sep = "\n")
