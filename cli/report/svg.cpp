#include "cli/report/svg.hpp"

#include "cli/report/html.hpp"
#include "cli/report/palette.hpp"

#include <fmt/format.h>

#include <charconv>

namespace aimcert::cli {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// Removes every piece from `begin` to the next `end`, both included.
void erase_between(std::string& text, std::string_view begin, std::string_view end) {
    for (std::size_t from = text.find(begin); from != std::string::npos; from = text.find(begin, from)) {
        const std::size_t to = text.find(end, from + begin.size());
        text.erase(from, to == std::string::npos ? to : to + end.size() - from);
    }
}

std::string between(const std::string& text, std::string_view begin, std::string_view end) {
    const std::size_t from = text.find(begin);
    if (from == std::string::npos) return {};
    return text.substr(from + begin.size(), text.find(end, from + begin.size()) - from - begin.size());
}

int channel(std::string_view hex, std::size_t index) {
    int value = 0;
    const char* digits = hex.data() + 1 + 2 * index;
    std::from_chars(digits, digits + 2, value, 16);
    return value;
}

/// gnuplot writes colours of lines padded and colours of text unpadded.
void use_page_colours(std::string& svg) {
    for (const auto& colour : palette) {
        const int red = channel(colour.light, 0), green = channel(colour.light, 1), blue = channel(colour.light, 2);
        const std::string variable = fmt::format("var(--{})", colour.name);
        replace_all(svg, fmt::format("rgb({:3},{:4},{:4})", red, green, blue), variable);
        replace_all(svg, fmt::format("rgb({},{},{})", red, green, blue), variable);
    }
}

void make_ids_unique(std::string& svg, std::string_view prefix) {
    for (const std::string_view reference : {"id='", "id=\"", "href='#", "href=\"#", "url(#"})
        replace_all(svg, reference, fmt::format("{}{}-", reference, prefix));
}

}  // namespace

std::string inline_svg(std::string svg, std::string_view id_prefix, std::string_view label) {
    const std::string view_box = between(svg, "viewBox=\"", "\"");
    const std::size_t body = svg.find('>', svg.find("<svg"));
    if (body != std::string::npos) svg.erase(0, body + 1);
    erase_between(svg, "<title>", "</title>");
    erase_between(svg, "<desc>", "</desc>");
    erase_between(svg, " font-family=\"", "\"");
    use_page_colours(svg);
    make_ids_unique(svg, id_prefix);
    return fmt::format("<svg viewBox=\"{}\" role=\"img\" aria-label=\"{}\">", view_box, escape_html(label)) + svg;
}

}  // namespace aimcert::cli
