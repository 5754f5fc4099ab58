#pragma once

#include "core/scalar/scalar.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace aimcert {

/// Element-wise activations with g(0) = 0.
enum class Activation { identity, tanh, centered_sigmoid, centered_softplus, arctan, sin };

inline constexpr std::array<std::pair<Activation, std::string_view>, 6> activation_names{{
    {Activation::identity, "identity"},
    {Activation::tanh, "tanh"},
    {Activation::centered_sigmoid, "centered_sigmoid"},
    {Activation::centered_softplus, "centered_softplus"},
    {Activation::arctan, "arctan"},
    {Activation::sin, "sin"},
}};

/// Name of an enumerator in a table of names.
template <class E, std::size_t N>
constexpr std::string_view name_of(const std::array<std::pair<E, std::string_view>, N>& names, E value) {
    for (const auto& [candidate, name] : names)
        if (candidate == value) return name;
    return "?";
}

/// Enumerator of a name, empty when there is none.
template <class E, std::size_t N>
constexpr std::optional<E> from_name(const std::array<std::pair<E, std::string_view>, N>& names, std::string_view name) {
    for (const auto& [value, candidate] : names)
        if (candidate == name) return value;
    return std::nullopt;
}

/// g(z):  z | tanh z | 1/(1+e^-z) - 1/2 = tanh(z/2)/2 | ln((1+e^z)/2) | arctan z | sin z.
template <class S>
S activation_value(Activation activation, const S& z) {
    switch (activation) {
        case Activation::identity: return z;
        case Activation::tanh: return math::tanh(z);
        case Activation::centered_sigmoid: return math::tanh(S(z / S(2))) / S(2);
        case Activation::centered_softplus:
            // max(z,0) + ln(1 + (e^-|z| - 1)/2) never overflows, is accurate near 0 and exactly 0 at 0.
            return math::max(z, S(0)) + math::log1p(S(math::expm1(S(-math::abs(z))) / S(2)));
        case Activation::arctan: return math::atan(z);
        case Activation::sin: return math::sin(z);
    }
    return z;
}

/// g'(z).
template <class S>
S activation_derivative(Activation activation, const S& z) {
    switch (activation) {
        case Activation::identity: return S(1);
        case Activation::tanh: return S(1) - math::square(math::tanh(z));
        case Activation::centered_sigmoid: return (S(1) - math::square(math::tanh(S(z / S(2))))) / S(4);
        case Activation::centered_softplus: return (S(1) + math::tanh(S(z / S(2)))) / S(2);
        case Activation::arctan: return S(1) / (S(1) + math::square(z));
        case Activation::sin: return math::cos(z);
    }
    return S(1);
}

/// l: Lipschitz constant of g, sup |g'|.
template <class S>
S activation_lipschitz(Activation activation) {
    return activation == Activation::centered_sigmoid ? math::ratio<S>(1, 4) : S(1);
}

/// s: Lipschitz constant of g', sup |g''| (theory section 3).
template <class S>
S activation_smoothness(Activation activation) {
    switch (activation) {
        case Activation::identity: return S(0);
        case Activation::tanh: return S(4) / (S(3) * math::sqrt(S(3)));
        case Activation::centered_sigmoid: return S(1) / (S(6) * math::sqrt(S(3)));
        case Activation::centered_softplus: return math::ratio<S>(1, 4);
        case Activation::arctan: return S(3) * math::sqrt(S(3)) / S(8);
        case Activation::sin: return S(1);
    }
    return S(0);
}

}  // namespace aimcert
