#pragma once

#include "core/scalar/expression.hpp"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace aimcert::emission {

/// What a formula depends on: a number, a vector v[i] or a matrix v[i,j].
struct Input {
    std::string name;
    int indices = 0;
};

/// Numbers of these names: a list in braces or an array.
template <class Names = std::initializer_list<const char*>>
std::vector<Input> scalar_inputs(const Names& names) {
    std::vector<Input> inputs;
    for (const char* name : names) inputs.push_back({name});
    return inputs;
}

/// A formula that the core computes.
struct Formula {
    std::string name;
    std::vector<Input> inputs;  ///< in the order of the arguments
    Expression value;
};

/// Records f on the named numbers.
template <std::size_t N, class F>
Formula record(std::string name, const char* const (&inputs)[N], const F& f) {
    Formula formula{std::move(name), scalar_inputs(inputs), Expression(0)};
    [&]<std::size_t... i>(std::index_sequence<i...>) {
        formula.value = f(Expression::variable(inputs[i])...);
    }(std::make_index_sequence<N>());
    return formula;
}

/// A statement that two formulas compare in one way.
struct Comparison {
    enum class Relation { at_most, less, equal };
    Expression left;
    Relation relation;
    Expression right;
};
Comparison at_most(Expression left, Expression right);
Comparison less(Expression left, Expression right);
Comparison equal(Expression left, Expression right);

/// A claim of algebra about recorded formulas: `hypotheses` imply all of `conclusions`; they do not imply all of
/// `mutation`, which is the conclusions with something broken on purpose.
struct Obligation {
    std::string claim;
    std::vector<Comparison> hypotheses, conclusions, mutation;
};

/// An update order, what its inputs are rounded from, and how far rounding takes it.
struct RoundingBound {
    Formula order;
    std::string hypotheses;  ///< on the inputs, in Gappa's language
    std::string bound;       ///< of |computed - exact|, the same
};

/// What one part of the core gives to the provers.
struct Subject {
    std::string name;
    std::vector<Formula> formulas = {};  ///< over the reals
    std::vector<Formula> orders = {};    ///< with every operation rounded
    std::vector<RoundingBound> roundings = {};
};

}  // namespace aimcert::emission
