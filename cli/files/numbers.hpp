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

}  // namespace aimcert::cli
