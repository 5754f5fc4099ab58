#pragma once

#include <string>
#include <string_view>

namespace aimcert::cli {

/// An SVG document of gnuplot as an element for an HTML page: scales with its box, speaks `label` to screen readers,
/// takes font and palette colours from the page, and starts each of its ids with `id_prefix`, so that several share a
/// page.
std::string inline_svg(std::string svg, std::string_view id_prefix, std::string_view label);

}  // namespace aimcert::cli
