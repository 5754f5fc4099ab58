#include "core/device/bounded_update.hpp"
#include "core/device/response_bounds.hpp"
#include "core/device/update.hpp"
#include "proofs-checks/smt/obligations.hpp"

namespace aimcert::emission {
namespace {

using E = Expression;

E v(const char* name) { return E::variable(name); }
E abs(const E& x) { return math::abs(x); }

/// The asymmetric linear device with w0 = 0, and the one whose asymmetry has the wrong sign.
AsymmetricLinearResponse<E> ald() { return {v("tau")}; }
AsymmetricLinearResponse<E> reversed() { return {-v("tau")}; }

/// τ > 0, |w| <= τ, |d| <= τ
std::vector<Comparison> in_range() {
    return {less(E(0), v("tau")), at_most(abs(v("w")), v("tau")), at_most(abs(v("d")), v("tau"))};
}

Obligation bounded_weights() {
    const auto claim = [](const auto& device) {
        return std::vector{at_most(abs(analog_update(device, v("w"), v("d"))), v("tau"))};
    };
    return {"bounded_weights", in_range(), claim(ald()), claim(reversed())};
}

Obligation saturation_distance_contracts() {
    const auto claim = [](const auto& device) {
        const auto free = [](const E& w) { return E(1) - abs(w) / v("tau"); };
        return std::vector{at_most(free(v("w")) * free(v("d")), free(analog_update(device, v("w"), v("d"))))};
    };
    return {"saturation_distance_contracts", in_range(), claim(ald()), claim(reversed())};
}

/// The corrected form; the published one, with the sign of w in place of that of w - w0, is the mutation.
Obligation saturation_and_fast_reset() {
    const AsymmetricLinearResponse<E> device{v("tau"), v("w0")};
    const E distance = abs(v("w") - v("w0")), moved = abs(analog_update(device, v("w"), v("d")) - v("w"));
    const auto claim = [&](const E& reference) {
        const E share = distance / v("tau"), towards = math::select(v("d"), reference, -reference);
        return std::vector{equal(moved, abs(math::select(towards, E(1) - share, E(1) + share)) * abs(v("d")))};
    };
    return {"saturation_and_fast_reset", {less(E(0), v("tau")), at_most(distance, v("tau"))},
            claim(v("w") - v("w0")), claim(v("w"))};
}

Obligation asymmetric_difference() {
    const auto claim = [](const E& share) {
        return std::vector{at_most(abs(analog_update(ald(), v("w"), -v("b")) - analog_update(ald(), v("w"), -v("a"))),
                                   share * abs(v("a") - v("b")))};
    };
    return {"asymmetric_difference", {less(E(0), v("tau"))}, claim(E(1) + abs(v("w")) / v("tau")), claim(E(1))};
}

Obligation update_forms_agree() {
    const E w = v("w"), d = v("d"), tau = v("tau");
    const auto claim = [&](const auto& device) {
        return equal(analog_update(device, w, d), analog_update_by_sign(device, w, d));
    };
    const AsymmetricLinearResponse<E> shifted{tau, v("w0")};
    const std::vector<Comparison> conclusions{claim(shifted),
                                              claim(LinearStepResponse<E>{v("tau_min"), tau, v("w0")}),
                                              claim(ShiftedLinearResponse<E>{tau, v("c")}),
                                              claim(PowerResponse<E>{tau, 2}),
                                              equal(analog_update(ald(), w, d), analog_update_towards_bound(tau, w, d)),
                                              equal(analog_update(ald(), w, d), analog_update_from_bound(tau, w, d))};
    return {"update_forms_agree", {less(E(0), tau), less(v("tau_min"), E(0))}, conclusions,
            {equal(analog_update(reversed(), w, d), analog_update_by_sign(shifted, w, d))}};
}

/// The corrected form on the shifted linear device; F_max alone, as published, is the mutation.
Obligation update_lipschitz() {
    const ShiftedLinearResponse<E> device{v("tau"), v("c")};
    const E difference = abs(analog_update(device, v("w"), v("a")) - analog_update(device, v("w"), v("b")));
    const E steepest = math::max(device.q_plus(v("w")), device.q_minus(v("w"))), gap = abs(v("a") - v("b"));
    const E largest = largest_symmetric_part<E>(device);
    return {"update_lipschitz",
            {less(E(0), v("tau")), less(abs(v("c")), E(1)), at_most(abs(v("w")), v("tau"))},
            {at_most(difference, steepest * gap), at_most(steepest, E(2) * largest)},
            {at_most(difference, largest * gap)}};
}

/// Two entries; half the spread is the mutation.
Obligation elementwise_product() {
    const E low = math::min(v("q0"), v("q1")), high = math::max(v("q0"), v("q1"));
    const E inner = v("u0") * v("v0") + v("u1") * v("v1"), sizes = abs(v("u0") * v("v0")) + abs(v("u1") * v("v1"));
    const auto claim = [&](int share) {
        return std::vector{at_most((high + low) / E(2) * inner - (high - low) / E(share) * sizes,
                                   v("u0") * (v("v0") * v("q0")) + v("u1") * (v("v1") * v("q1")))};
    };
    return {"elementwise_product", {}, claim(2), claim(4)};
}

/// Two entries, squared; the mean of S in place of its ends is the mutation.
Obligation weighted_norm() {
    const E squared = v("w0") * v("w0") + v("w1") * v("w1");
    const E weighted = v("s0") * (v("w0") * v("w0")) + v("s1") * (v("w1") * v("w1"));
    const E mean = (v("s0") + v("s1")) / E(2);
    return {"weighted_norm", {at_most(E(0), v("s0")), at_most(E(0), v("s1"))},
            {at_most(math::min(v("s0"), v("s1")) * squared, weighted),
             at_most(weighted, math::max(v("s0"), v("s1")) * squared)},
            {at_most(weighted, mean * squared)}};
}

/// Linear steps of unequal slopes keep the range [τ_min, τ_max] for |d| up to the smaller end; up to the larger is the
/// mutation.
Obligation linear_step_range() {
    const LinearStepResponse<E> device{v("tau_min"), v("tau_max")};
    const E next = analog_update(device, v("w"), v("d"));
    const std::vector<Comparison> range{less(v("tau_min"), E(0)), less(E(0), v("tau_max")), at_most(v("tau_min"), v("w")),
                                        at_most(v("w"), v("tau_max")),
                                        at_most(abs(v("d")), math::min(-v("tau_min"), v("tau_max")))};
    const E twice = analog_update(device, v("w"), E(2) * v("d"));
    return {"linear_step_range", range, {at_most(v("tau_min"), next), at_most(next, v("tau_max"))},
            {at_most(v("tau_min"), twice), at_most(twice, v("tau_max"))}};
}

}  // namespace

std::vector<Obligation> device_obligations() {
    return {bounded_weights(),    saturation_distance_contracts(), saturation_and_fast_reset(), asymmetric_difference(),
            update_forms_agree(), update_lipschitz(),              elementwise_product(),       weighted_norm(),
            linear_step_range()};
}

}  // namespace aimcert::emission
