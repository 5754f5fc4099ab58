#include "reference/device.hpp"

#include <stdexcept>

namespace aimcert::reference {
namespace {

struct Responses {
    Real plus;
    Real minus;
};

Real power(const Real& base, const Real& exponent) {
    if (base < 0) {
        throw std::domain_error("reference: power response outside the dynamic range");
    }
    return base == 0 ? Real(0) : exp(exponent * log(base));
}

Real exponential(const Real& distance, const Real& g) {
    return (exp(g * distance) - 1) / (exp(g) - 1);
}

struct ResponsesAt {
    const Real& w;

    Responses operator()(const Ideal&) const { return {1, 1}; }
    Responses operator()(const AsymmetricLinear& device) const {
        return {1 - (w - device.w0) / device.tau, 1 + (w - device.w0) / device.tau};
    }
    Responses operator()(const LinearStep& device) const {
        return {1 - (w - device.w0) / device.tau_max, 1 - (w - device.w0) / device.tau_min};
    }
    Responses operator()(const ShiftedLinear& device) const {
        return {(1 + device.c) * (1 - w / device.tau), (1 - device.c) * (1 + w / device.tau)};
    }
    Responses operator()(const Power& device) const {
        return {power(1 - w / device.tau, device.g), power(1 + w / device.tau, device.g)};
    }
    Responses operator()(const TwoSidedPower& device) const {
        return {power(1 - w / device.tau_max, device.g_plus), power(1 - w / device.tau_min, device.g_minus)};
    }
    Responses operator()(const Exponential& device) const {
        return {exponential(1 - w / device.tau, device.g), exponential(1 + w / device.tau, device.g)};
    }
    Responses operator()(const TwoSidedExponential& device) const {
        return {exponential(1 - w / device.tau_max, device.g_plus),
                exponential(1 - w / device.tau_min, device.g_minus)};
    }
};

struct RangeOf {
    DynamicRange operator()(const Ideal&) const { return {-infinity(), infinity()}; }
    DynamicRange operator()(const AsymmetricLinear& device) const {
        return {device.w0 - device.tau, device.w0 + device.tau};
    }
    DynamicRange operator()(const LinearStep& device) const {
        return {device.w0 + device.tau_min, device.w0 + device.tau_max};
    }
    DynamicRange operator()(const ShiftedLinear& device) const { return {-device.tau, device.tau}; }
    DynamicRange operator()(const Power& device) const { return {-device.tau, device.tau}; }
    DynamicRange operator()(const TwoSidedPower& device) const { return {device.tau_min, device.tau_max}; }
    DynamicRange operator()(const Exponential& device) const { return {-device.tau, device.tau}; }
    DynamicRange operator()(const TwoSidedExponential& device) const { return {device.tau_min, device.tau_max}; }
};

Responses responses(const Device& device, const Real& w) {
    return std::visit(ResponsesAt{w}, device);
}

}  // namespace

DynamicRange dynamic_range(const Device& device) {
    return std::visit(RangeOf{}, device);
}

Real response_plus(const Device& device, const Real& w) {
    return responses(device, w).plus;
}

Real response_minus(const Device& device, const Real& w) {
    return responses(device, w).minus;
}

Real symmetric_part(const Device& device, const Real& w) {
    return (response_minus(device, w) + response_plus(device, w)) / 2;
}

Real asymmetric_part(const Device& device, const Real& w) {
    return (response_minus(device, w) - response_plus(device, w)) / 2;
}

Real analog_update(const Device& device, const Real& w, const Real& d) {
    return d >= 0 ? w + d * response_plus(device, w) : w + d * response_minus(device, w);
}

}  // namespace aimcert::reference
