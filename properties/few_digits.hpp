#pragma once

#include "core/scalar/multiprecision.hpp"

namespace aimcert {

/// Throws NotRational where a run makes the digits of a rational grow by more than a factor of 1000, so that intervals
/// decide; `growth` is that factor.
template <class S>
void expect_few_digits(double growth) {
    if (ScalarTraits<S>::arithmetic == Arithmetic::exact && growth > 1000)
        throw NotRational("the run is too long for rational numbers");
}

}  // namespace aimcert
