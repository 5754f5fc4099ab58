#pragma once

#include "reference/real.hpp"

#include <gtest/gtest.h>

namespace aimcert::reference {

/// |actual - expected| ≤ bound, saying all three and the error when it fails.
inline ::testing::AssertionResult within(const Real& actual, const Real& expected, const Real& bound) {
    const Real error = abs(actual - expected);
    if (error <= bound) {
        return ::testing::AssertionSuccess();
    }
    return ::testing::AssertionFailure() << "actual " << actual.str(100) << "\nexpected " << expected.str(100)
                                         << "\nerror " << error.str(5) << " > " << bound.str(5);
}

}  // namespace aimcert::reference
