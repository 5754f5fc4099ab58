// Precompiled: headers of libraries only, never the project's own.
#include <Eigen/Core>
#include <boost/multiprecision/gmp.hpp>
#include <boost/multiprecision/mpfi.hpp>
#include <boost/multiprecision/mpfr.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <functional>
#include <string>
#include <variant>
#include <vector>
