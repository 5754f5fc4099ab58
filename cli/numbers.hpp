#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aimcert::cli {

/// The double that a decimal ("-1.5e-3") or hexadecimal ("0x1.8p-1") numeral stands for, infinities and NaN included;
/// empty when `text` is anything else. Independent of the locale.
std::optional<double> parse_number(std::string_view text);

/// The shortest decimal that reads back as the same double, as JSON and CSV take it; "inf", "-inf", "nan" otherwise.
std::string number_text(double value);

/// The candidate with the smallest edit distance to `word`, the first among equals; empty without candidates.
template <class Candidates>
std::string nearest(std::string_view word, const Candidates& candidates);

/// Levenshtein distance: insertions, deletions and substitutions that turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

template <class Candidates>
std::string nearest(std::string_view word, const Candidates& candidates) {
    std::string best;
    std::size_t smallest = static_cast<std::size_t>(-1);
    for (const auto& candidate : candidates)
        if (const std::size_t distance = edit_distance(word, candidate); distance < smallest) {
            smallest = distance;
            best = candidate;
        }
    return best;
}

}  // namespace aimcert::cli
