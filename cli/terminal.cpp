#include "cli/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <vector>

#include <unistd.h>

namespace aimcert::cli {
namespace {

/// Whether a byte of UTF-8 is not the first of its character.
bool continues_character(char byte) { return (byte & 0xC0) == 0x80; }

}  // namespace

bool is_terminal(std::FILE* stream) { return isatty(fileno(stream)) == 1; }

bool wants_colour(std::FILE* stream) {
    const char* no_colour = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    return is_terminal(stream) && (no_colour == nullptr || *no_colour == '\0') &&
           (terminal == nullptr || std::string_view(terminal) != "dumb");
}

std::string paint(std::string_view text, Colour colour, bool on) {
    if (!on) return std::string(text);
    const char* code = "0";
    switch (colour) {
        case Colour::green: code = "32"; break;
        case Colour::red: code = "31"; break;
        case Colour::yellow: code = "33"; break;
        case Colour::grey: code = "90"; break;
        case Colour::bold: code = "1"; break;
    }
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); }));
}

std::string pad(std::string_view text, std::size_t width) {
    const std::size_t taken = columns(text);
    return std::string(text) + std::string(taken < width ? width - taken : 0, ' ');
}

std::string wrap(std::string_view text, std::size_t width, std::size_t indent) {
    std::string out;
    std::size_t column = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string_view word = text.substr(at, end - at);
        const std::size_t taken = columns(word);
        if (column > 0 && column + 1 + taken > width) {
            out += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (column > 0) {
            out += ' ';
            ++column;
        }
        out += word;
        column += taken;
        at = end + 1;
    }
    return out;
}

namespace {

std::string shortened(std::string_view text) {
    constexpr std::size_t first = 600, last = 200;
    if (text.size() <= first + last) return std::string(text);
    std::size_t end = first, begin = text.size() - last;
    while (end > 0 && continues_character(text[end])) --end;
    while (begin < text.size() && continues_character(text[begin])) ++begin;
    return std::string(text.substr(0, end)) + "…" + std::string(text.substr(begin));
}

}  // namespace

std::string on_one_line(std::string_view text) {
    std::string line;
    const std::string all = shortened(text);
    for (std::size_t i = 0; i < all.size(); ++i) {
        // U+0080 to U+009F, which terminals obey too, are 0xC2 and the number.
        const bool c1 = all[i] == '\xC2' && i + 1 < all.size() && static_cast<unsigned char>(all[i + 1]) < 0xA0;
        const auto byte = static_cast<unsigned char>(c1 ? all[++i] : all[i]);
        if (byte == '\n') line += "\\n";
        else if (c1 || byte < 0x20 || byte == 0x7F)
            line += fmt::format("\\x{:02x}", byte);
        else
            line += all[i];
    }
    return line;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

}  // namespace aimcert::cli
