// Exits with status 0 if this version of node supports relaxed SIMD with the final opcodes.
import { hasRelaxedSimd } from '../../web/page/relaxed_simd.js';

process.exit(hasRelaxedSimd() ? 0 : 1);
