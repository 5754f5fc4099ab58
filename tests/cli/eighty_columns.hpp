#pragma once

#include "cli/terminal.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace aimcert::testing {

inline void expect_eighty_columns(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(cli::columns(line), 80U) << line;
}

}  // namespace aimcert::testing
