// Ends with 0 if this Node runs relaxed SIMD with the opcodes that browsers have.
import { hasRelaxedSimd } from '../../web/page/relaxed_simd.js';

process.exit(hasRelaxedSimd() ? 0 : 1);
