#pragma once

#include "cli/report/figure.hpp"
#include "properties/tighten.hpp"

namespace aimcert::cli {

/// Stem of the files of a result: ID-FORM.
std::string tighten_name(const TightenResult& result);

/// The largest ratio of a claim against evaluations. None where the first is infinite already.
std::vector<Figure> tighten_figure(const TightenResult& result);

}  // namespace aimcert::cli
