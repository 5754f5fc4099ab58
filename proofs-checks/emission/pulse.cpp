#include "core/device/pulse.hpp"
#include "proofs-checks/emission/entries.hpp"
#include "proofs-checks/emission/subjects.hpp"

namespace aimcert::emission {
namespace {

using E = Expression;

E v(const char* name) { return E::variable(name); }

constexpr int pulses = 3;

}  // namespace

/// Trains of pulses on linear steps, whose flow is known in closed form.
Subject pulse() {
    const LinearStepResponse<E> device{v("tau_min"), v("tau_max"), v("w0")};
    const E w = v("w"), d = v("d"), h = v("h");
    std::vector<Input> inputs{{"tau_min"}, {"tau_max"}, {"w0"}, {"w"}, {"d"}, {"h"}};
    Subject subject{.name = "pulse"};
    const auto add = [&](std::string name, const E& value) { subject.formulas.push_back({std::move(name), inputs, value}); };
    add("pulsed", pulsed_update(device, w, pulse_step(d, h), std::vector<E>(pulses, E(0))));
    add("pulse_flow", pulse_flow(device, w, d));
    add("pulse_flow_error", pulse_flow_bound(device, w, d, h, pulses));
    const EulerGap<E> gap = euler_gap(device, w, d);
    add("euler_gap_low", gap.at_least);
    add("euler_gap_high", gap.at_most);
    inputs.push_back({"noise", 1});
    add("noisy_pulses", pulsed_update(device, w, pulse_step(d, h), entries_of("noise", 2)));
    inputs = {{"h"}, {"sigma"}};
    add("pulse_noise_variance", pulse_noise_variance_bound(pulses, h, v("sigma")));
    return subject;
}

}  // namespace aimcert::emission
