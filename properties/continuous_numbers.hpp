#pragma once

#include "properties/instance.hpp"

#include <string_view>

namespace aimcert {

/// A number of an instance that may be moved by any amount: no count, no order, no class, no whole exponent.
struct ContinuousNumber {
    double* value;
    double low, high;  ///< where it has a meaning: a size stays on its side of 0
    int field;         ///< numbers of one list or table share it
};

/// Whether a parameter of that name counts something: it is whole.
bool is_count(std::string_view parameter);

/// All of them, in the order of the fields. They point into the instance.
std::vector<ContinuousNumber> continuous_numbers(Instance& instance);

/// Whether every continuous number lies where it has a meaning.
bool in_domain(Instance instance);

}  // namespace aimcert
