#pragma once

#include <array>
#include <string_view>

namespace aimcert::cli {

/// A colour of figures and pages, on light and on dark paper, as "#rrggbb".
struct PaletteColour {
    std::string_view name, light, dark;
};

/// Okabe and Ito's colours, which colour-blind readers tell apart, and the greys around them.
inline constexpr std::array<PaletteColour, 10> palette{{{"ink", "#33373d", "#d7dbe0"},
                                                        {"muted", "#6a7079", "#9aa1ab"},
                                                        {"rule", "#dde1e6", "#363c45"},
                                                        {"blue", "#0072b2", "#56a8e0"},
                                                        {"vermilion", "#d55e00", "#f0853a"},
                                                        {"green", "#009e73", "#2fc79b"},
                                                        {"orange", "#e69f00", "#efb83d"},
                                                        {"purple", "#cc79a7", "#dc9abf"},
                                                        {"sky", "#56b4e9", "#7cc6f0"},
                                                        {"pale", "#cfd4da", "#4a515b"}}};

/// Colours of curves that differ by layer, in this order.
inline constexpr std::array<std::string_view, 6> curve_colours{"blue", "vermilion", "green", "orange", "purple", "sky"};

}  // namespace aimcert::cli
