#pragma once

#include "properties/claim.hpp"

#include <string>
#include <vector>

namespace aimcert::cli {

/// One number on the way to the sides of a claim. What a claim shows (Checks::show) has a formula "given" where the number
/// is one of the instance, and remarks in square brackets after it.
struct Line {
    std::string symbol, formula, value, remark;
    bool given = false;
};

/// The arithmetic of a claim on an instance, line by line, in the digits of `scalar`.
std::vector<Line> written_out(const Claim& claim, const Instance& instance, ScalarKind scalar);

/// symbol = formula = value  [remark]
std::string text_of(const Line& line);
/// symbol = value, ... of the numbers given.
std::string given_numbers(const std::vector<Line>& lines);

/// A number of so many digits that nobody reads them, rounded; else as it is.
std::string short_number(const std::string& exact);

/// The kind of f, devices, noise and run that an instance holds, in a sentence; empty where the numbers given say all.
std::string in_words(const Instance& instance, const std::vector<Line>& lines);

/// <=, >= or =.
const char* sign_of(Relation relation);

}  // namespace aimcert::cli
