#include "properties/exponent_fit.hpp"

#include <boost/math/distributions/students_t.hpp>

namespace aimcert {

double students_t_quantile(int degrees_of_freedom) {
    return boost::math::quantile(boost::math::students_t_distribution<double>(degrees_of_freedom), 0.995);
}

}  // namespace aimcert
