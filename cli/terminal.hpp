#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace aimcert::cli {

/// Whether `stream` is a terminal that wants colours (NO_COLOR unset, TERM not dumb).
bool wants_colour(std::FILE* stream);
/// Whether `stream` is a terminal at all.
bool is_terminal(std::FILE* stream);

enum class Colour { green, red, yellow, grey, bold };
/// `text` in a colour when `on`, else as it is.
std::string paint(std::string_view text, Colour colour, bool on);

/// Number of columns that a UTF-8 text takes (one per code point).
std::size_t columns(std::string_view text);
/// `text` followed by blanks up to `width` columns.
std::string pad(std::string_view text, std::size_t width);
/// `text` broken at blanks into lines of at most `width` columns, each after the first preceded by `indent` blanks.
std::string wrap(std::string_view text, std::size_t width, std::size_t indent);
/// Any UTF-8 text as part of one line: control characters escaped, as \n or \x1b, and of a text beyond 800 bytes the first
/// 600 and the last 200, with "…" between them.
std::string on_one_line(std::string_view text);

/// Levenshtein distance.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The name in `known` with the smallest edit distance to `name`.
template <class Names>
std::string nearest(std::string_view name, const Names& known) {
    std::string best;
    std::size_t distance = static_cast<std::size_t>(-1);
    for (const auto& candidate : known) {
        const std::size_t d = edit_distance(name, candidate);
        if (d < distance) {
            distance = d;
            best = candidate;
        }
    }
    return best;
}

}  // namespace aimcert::cli
