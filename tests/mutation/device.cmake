aimcert_mutant(missing_absolute_value CLAIM bounded_weights FILE core/device/update.hpp
  FIND "- math::abs(d) * asymmetric_part" REPLACE "- d * asymmetric_part")
