#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <limits>

namespace aimcert::cli {

/// Checks of an option's text. CLI11 alone takes "-1" for the largest unsigned number, "010" for 8, and an empty file name.

/// Decimal digits without a leading zero, the number in low..high.
CLI::Validator whole_number(std::uint64_t low = 0, std::uint64_t high = std::numeric_limits<std::uint64_t>::max());

/// A decimal number > 0, at most 1e9, which a clock in nanoseconds can hold.
CLI::Validator seconds();

/// The option --jobs, threads, of every verb that works in parallel; 0 when it is not given.
void add_jobs(CLI::App& verb, int& jobs);

/// Anything but the empty text. `what` is said to be expected: "a file", "a directory".
CLI::Validator not_empty(const std::string& what);

}  // namespace aimcert::cli
