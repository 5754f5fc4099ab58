#include "core/device/bounded_update.hpp"
#include "core/device/pulse.hpp"
#include "core/pipeline/layer_update.hpp"
#include "reference/pulse.hpp"
#include "tests/differential/compare.hpp"
#include "tests/differential/reference_instance.hpp"

namespace aimcert::differential {
namespace {

template <class S>
class Device : public ::testing::Test {};
TYPED_TEST_SUITE(Device, Scalars, ScalarName);

/// Range, q±, F, G and U(w, d) in both forms of every family.
struct ResponsesAndUpdates {
    template <class S>
    static void core(const DeviceInstance& instance, Quantities<S>& q) {
        const S w = math::constant<S>(instance.weight);
        std::visit(
            [&](const auto& response) {
                if constexpr (Ranged<decltype(response)>) {
                    q.add("low", dynamic_range(response).low);
                    q.add("high", dynamic_range(response).high);
                }
                q.add("q_plus", response.q_plus(w));
                q.add("q_minus", response.q_minus(w));
                q.add("F", symmetric_part(response, w));
                // The reference takes the difference of q- and q+, which loses more than the closed form of G.
                if constexpr (std::is_same_v<S, RunningError>) q.add("G", (response.q_minus(w) - response.q_plus(w)) / S(2));
                else q.add("G", asymmetric_part(response, w));
                for (const double increment : instance.increments) {
                    const S d = math::constant<S>(increment);
                    q.add("U", analog_update(response, w, d));
                    q.add("U by sign", analog_update_by_sign(response, w, d));
                }
            },
            *make_response<S>(instance.device));
    }
    static void reference(const DeviceInstance& instance, ReferenceQuantities& q) {
        const auto device = reference_device(instance.device);
        const Real w = instance.weight;
        if (!std::holds_alternative<reference::Ideal>(device)) {
            q.add("low", dynamic_range(device).lowest);
            q.add("high", dynamic_range(device).highest);
        }
        q.add("q_plus", response_plus(device, w));
        q.add("q_minus", response_minus(device, w));
        q.add("F", symmetric_part(device, w));
        q.add("G", asymmetric_part(device, w));
        for (const double d : instance.increments) {
            q.add("U", reference::analog_update(device, w, d));
            q.add("U by sign", reference::analog_update(device, w, d));
        }
    }
};

TYPED_TEST(Device, RespondsAndUpdatesLikeTheReference) {
    expect_agreement<ResponsesAndUpdates, TypeParam>(device_instances(all_response_families, 6), 400);
}

/// The forms of U that hold for the asymmetric linear device with w0 = 0.
struct BoundedUpdates {
    template <class S>
    static void core(const DeviceInstance& instance, Quantities<S>& q) {
        const S w = math::constant<S>(instance.weight), tau = math::constant<S>(instance.device.tau);
        for (const double increment : instance.increments) {
            const S d = math::constant<S>(increment);
            q.add("towards bound", analog_update_towards_bound(tau, w, d));
            q.add("from bound", analog_update_from_bound(tau, w, d));
        }
    }
    static void reference(const DeviceInstance& instance, ReferenceQuantities& q) {
        const reference::AsymmetricLinear device{instance.device.tau};
        for (const double d : instance.increments) {
            q.add("towards bound", reference::analog_update(device, instance.weight, d));
            q.add("from bound", reference::analog_update(device, instance.weight, d));
        }
    }
};

TYPED_TEST(Device, KeepsToItsBoundsLikeTheReference) {
    expect_agreement<BoundedUpdates, TypeParam>(device_instances({"ald"}, 6), 150);
}

/// Whole matrices: the increments as a gradient, fused where the device allows it.
struct DenseUpdates {
    static constexpr double learning_rate = 0.75;

    template <class S>
    static void core(const DeviceInstance& instance, Quantities<S>& q) {
        const auto gradient = make_matrix<S>({instance.increments});
        Matrix<S> w(1, gradient.cols()), next;
        w.fill(math::constant<S>(instance.weight));
        std::visit(
            [&](const auto& response) {
                const auto statistics =
                    monitored_dense_update(response, w, next, gradient, math::constant<S>(learning_rate));
                q.add("next", next);
                q.add("|next|_inf", statistics.max_abs);
                q.add("|dW|^2", statistics.squared_increment);
            },
            *make_response<S>(instance.device));
    }
    static void reference(const DeviceInstance& instance, ReferenceQuantities& q) {
        const reference::Weights w{{reference::Vector(instance.increments.size(), instance.weight)}};
        const auto next = analog_step(reference_device(instance.device), w, learning_rate,
                                      reference_weights({{instance.increments}}));
        q.add("next", next[0]);
        q.add("|next|_inf", reference::largest_entry(next));
        q.add("|dW|^2", reference::squared_norm(reference::add_scaled(next, Real(-1), w)));
    }
};

TYPED_TEST(Device, UpdatesMatricesLikeTheReference) {
    expect_agreement<DenseUpdates, TypeParam>(device_instances(all_response_families, 21), 100);
}

/// The noise of every pulse; zero for those that rounding the increment or the pulse size to float has added.
Numbers noise_of(const PulsesInstance& instance) {
    Numbers draws = instance.draws;
    const auto pulses = static_cast<std::size_t>(pulse_count(instance.increment, instance.pulse_size));
    if (draws.size() < pulses) draws.resize(pulses);
    return draws;
}

/// Trains of pulses with their noise given, and what they tend to on the asymmetric linear device.
struct PulseTrains {
    template <class S>
    static void core(const PulsesInstance& instance, Quantities<S>& q) {
        const S w = math::constant<S>(instance.weight), d = math::constant<S>(instance.increment);
        const S size = math::constant<S>(instance.pulse_size);
        const int pulses = pulse_count(instance.increment, instance.pulse_size);
        const Numbers draws = noise_of(instance);
        std::vector<S> noise;
        for (int i = 0; i < pulses; ++i)
            noise.push_back(math::constant<S>(instance.cycle_noise) *
                            math::constant<S>(draws[static_cast<std::size_t>(i)]));
        const auto response = *make_response<S>(instance.device);
        q.add("pulses", math::whole<S>(pulses));
        q.add("pulsed", std::visit([&](const auto& device) { return pulsed_update(device, w, pulse_step(d, size), noise); },
                                   response));
        if (const auto* linear = std::get_if<AsymmetricLinearResponse<S>>(&response)) q.add("flow", pulse_flow(*linear, w, d));
    }
    static void reference(const PulsesInstance& instance, ReferenceQuantities& q) {
        const auto device = reference_device(instance.device);
        q.add("pulses", Real(reference::pulse_count(instance.increment, instance.pulse_size)));
        q.add("pulsed", reference::pulsed_update(device, {instance.pulse_size, instance.cycle_noise}, instance.weight,
                                                 instance.increment, reference_vector(noise_of(instance))));
        if (const auto* linear = std::get_if<reference::AsymmetricLinear>(&device))
            q.add("flow", pulse_flow_limit(*linear, instance.weight, instance.increment));
    }
};

TYPED_TEST(Device, IsPulsedLikeTheReference) {
    // Noise may drive a weight out of the range, where power responses are not defined.
    expect_agreement<PulseTrains, TypeParam>(
        pulses_instances({"ideal", "ald", "linear_step", "shifted_linear", "exponential", "two_sided_exponential"}, 20), 100);
}

}  // namespace
}  // namespace aimcert::differential
