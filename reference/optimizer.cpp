#include "reference/optimizer.hpp"

namespace aimcert::reference {

Arrays digital_sgd(const Arrays& arrays, const Vector& gradient, const Real& alpha) {
    Arrays next = arrays;
    for (std::size_t i = 0; i < next.weight.size(); ++i) next.weight[i] = arrays.weight[i] - alpha * gradient[i];
    return next;
}

Arrays analog_sgd(const Device& device, const Arrays& arrays, const Vector& gradient, const Real& alpha) {
    Arrays next = arrays;
    for (std::size_t i = 0; i < next.weight.size(); ++i)
        next.weight[i] = analog_update(device, arrays.weight[i], Real(-alpha * gradient[i]));
    return next;
}

Arrays tiki_taka(const Device& device, const Device& residual_device, const Arrays& arrays, const Vector& gradient,
                 const Vector& read_noise, const Real& alpha, const Real& beta) {
    Arrays next = arrays;
    for (std::size_t i = 0; i < next.weight.size(); ++i) {
        next.residual[i] = analog_update(residual_device, arrays.residual[i], Real(beta * gradient[i]));
        const Real read = next.residual[i] + read_noise[i];
        next.weight[i] = analog_update(device, arrays.weight[i], Real(-alpha * read));
    }
    return next;
}

Vector residual_point(const Arrays& arrays, const Real& gamma) {
    Vector point = arrays.weight;
    for (std::size_t i = 0; i < point.size(); ++i) point[i] += gamma * arrays.residual[i];
    return point;
}

Arrays residual_learning(const Device& device, const Device& residual_device, const Arrays& arrays, const Vector& gradient,
                         const Vector& read_noise, const Real& alpha, const Real& beta) {
    Arrays next = arrays;
    for (std::size_t i = 0; i < next.weight.size(); ++i) {
        next.residual[i] = analog_update(residual_device, arrays.residual[i], Real(-alpha * gradient[i]));
        const Real read = next.residual[i] + read_noise[i];
        next.weight[i] = analog_update(device, arrays.weight[i], Real(beta * read));
    }
    return next;
}

Arrays residual_learning_v2(const Device& device, const Device& residual_device, const Arrays& arrays, const Vector& gradient,
                            const Vector& read_noise, const Real& alpha, const Real& beta, const Real& granularity) {
    Arrays next = arrays;
    for (std::size_t i = 0; i < next.weight.size(); ++i) {
        next.residual[i] = analog_update(residual_device, arrays.residual[i], Real(-alpha * gradient[i]));
        const Real read = next.residual[i] + read_noise[i];
        next.buffer[i] = (1 - beta) * arrays.buffer[i] + beta * read;
        const Real increment = beta * next.buffer[i];
        if (abs(increment) > granularity) next.weight[i] = analog_update(device, arrays.weight[i], increment);
    }
    return next;
}

}  // namespace aimcert::reference
