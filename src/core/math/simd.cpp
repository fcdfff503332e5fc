#include "core/math/simd.h"

namespace babble {

const simd::Constants simd::constants = {
    .exp_min = -87.0f,
    .exp_max = 88.0f,
    .log2_e = 1.44269504088896341f,
    .shift = 12582912.0f,
    .ln2_high = -0.693359375f,
    .ln2_low = 2.12194440e-4f,
    // q(r) = (e^r - 1 - r)/r², fitted for |r| <= ln 2 / 2 with a relative error of e^r
    // below 3.1e-9.
    .exp_q = {0.0013814615514f, 0.0083687097878f, 0.0416683873165f, 0.1666652069031f,
              0.4999999345193f},
    // tanh x = x·p(x²)/q(x²), fitted for |x| <= 9.02 with a relative error of 2.1e-8 before
    // rounding. Beyond 9.02 tanh x rounds to 1 in float32.
    .tanh_max = 9.02f,
    .tanh_p = {1.3319198e-8f, 2.0583584e-5f, 3.4940413e-3f, 0.13379724f, 1.0f},
    .tanh_q = {7.7620746e-7f, 3.2831036e-4f, 2.5871100e-2f, 0.46713039f, 1.0f},
    // tanh x = x + x³·r(x²), fitted for |x| <= 0.625 with a relative error of 4.4e-9.
    .precise_tanh_r = {-0.0057049839608f, 0.020639084239f, -0.053739714046f, 0.13331442184f,
                       -0.33333281941f},
};

}  // namespace babble
