#pragma once

#include <string>
#include <string_view>

namespace aimcert::cli {

/// Standard output of gnuplot (the picture, when the script sets a terminal and no output) for a script. The user's own
/// gnuplot settings are not read. Throws InputError when gnuplot is missing or refuses the script.
std::string run_gnuplot(std::string_view script);

/// For the beginning of a long work that ends with figures: throws InputError when gnuplot is missing or cannot run.
void require_gnuplot();

}  // namespace aimcert::cli
