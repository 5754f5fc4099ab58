(** Claim    With c = (α/2)(1+1/u)(1+r)² L_S², κ = (M-1)(1+1/u)(1+r)² L_S², α <= 1/(L_f + √(L_f² + 2κ)) and
               V_k = f(W_k) - f* + c A_k:
               E_k V_{k+1} <= V_k - (α/2)(1-(1+u) r_k²)|∇f|² + α²(L_f + α κ) s_k² + (α/2)(1+u) r_k² s_k²
    Source   AP 27-28
    Assumes  0 <= r_k <= r, and what sufficient_descent assumes: α > 0, u > 0, L_f >= 0; f has the quadratic upper bound with
               L_f and the gradient E_k g_i between W_k and each W_{k+1}; |G~_i - g_i(W_k)|² <= L_S² Σ_m Q_k^(m);
               W_{k+1} = W_k - α G~ - (α/τ)|G~| ⊙ W_k; |W_k|_inf/τ <= r_k; 1/τ >= 0; N >= 1 equally likely samples *)

From Coq Require Import Reals Lra Psatz List.
From Aimcert Require Import Sums Norms Expectation Training sufficient_descent.
Import ListNotations.
Local Open Scope R_scope.

Definition lyapunov_descent_bound (M : nat) (Lf LS r_max u alpha lyapunov gradient_sq variance r : R) : R :=
  lyapunov - alpha / 2 * (1 - (1 + u) * r^2) * gradient_sq
  + alpha^2 * (Lf + alpha * kappa M u r_max LS) * variance + alpha / 2 * (1 + u) * r^2 * variance.

Section LyapunovDescent.
  Variables (M N : nat) (size : nat -> nat) (set : tuple -> Prop) (f : tuple -> R) (g : nat -> tuple -> tuple).
  Variables (W : list nat -> tuple) (delayed : list nat -> nat -> tuple) (h : list nat).
  Variables (f_star Lf LS alpha inverse_tau u r r_max : R).
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis u_pos : 0 < u.
  Hypothesis Lf_nonneg : 0 <= Lf.
  Hypothesis inverse_tau_nonneg : 0 <= inverse_tau.
  Hypothesis smooth : smooth_on M size set f (mean_gradient N g) Lf.
  Hypothesis at_hand : set (W h).
  Hypothesis reached : forall i, (i < N)%nat -> set (W (i :: h)).
  Hypothesis step : forall i m e, (i < N)%nat -> entry M size m e ->
    W (i :: h) m e = analog_step alpha inverse_tau (delayed h i) (W h) m e.
  Hypothesis delay_error : forall i, (i < N)%nat ->
    tuple_norm_sq M size (fun m e => delayed h i m e - g i (W h) m e) <= LS^2 * squared_delay M size W h.
  Hypothesis saturation : saturation_within M size inverse_tau r (W h).
  Hypothesis r_nonneg : 0 <= r.
  Hypothesis r_within : r <= r_max.
  Hypothesis rate : alpha <= descent_learning_rate Lf (kappa M u r_max LS).

  Definition lyapunov (W : list nat -> tuple) (h : list nat) : R :=
    f (W h) - f_star + auxiliary_weight alpha u r_max LS * auxiliary M size W h.

  Theorem lyapunov_descent :
    mean_of N (fun i => lyapunov W (i :: h))
    <= lyapunov_descent_bound M Lf LS r_max u alpha (lyapunov W h)
         (tuple_norm_sq M size (mean_gradient N g (W h))) (noise_variance M size N g (W h)) r.
  Proof.
    pose proof (sufficient_descent M N size set f g W delayed h Lf LS alpha inverse_tau u r N_pos alpha_pos u_pos Lf_nonneg
                  inverse_tau_nonneg smooth at_hand reached step delay_error saturation) as descent.
    unfold sufficient_descent_bound in descent.
    assert (weights : auxiliary_weight alpha u r LS * squared_delay M size W h
                      <= auxiliary_weight alpha u r_max LS * squared_delay M size W h).
    { assert (0 < 1 / u) by (apply Rdiv_lt_0_compat; lra).
      apply Rmult_le_compat_r; [now apply squared_delay_nonneg|]. unfold auxiliary_weight, delay_weight.
      apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_r; [apply pow2_ge_0|].
      apply Rmult_le_compat_l; [lra|]. apply pow_incr; lra. }
    pose proof (delay_weight_nonneg u r_max LS u_pos) as weight_nonneg.
    pose proof (learning_rate_rule alpha Lf (kappa M u r_max LS) alpha_pos Lf_nonneg
                  (Rmult_le_pos _ _ (pos_INR _) weight_nonneg) rate) as rule.
    unfold lyapunov, lyapunov_descent_bound, auxiliary_weight, kappa in *.
    eapply Rle_trans.
    - rewrite (mean_of_ext N _ (fun i => (f (W (i :: h)) + alpha / 2 * delay_weight u r_max LS * auxiliary M size W (i :: h))
                                         - f_star)) by (intros; ring).
      rewrite mean_of_minus, mean_of_const by easy. apply Rplus_le_compat_r.
      apply (absorbed_delay M N size f g W h Lf alpha (delay_weight u r_max LS)
               (alpha / 2 * (1 - (1 + u) * r^2) * tuple_norm_sq M size (mean_gradient N g (W h)))
               (alpha / 2 * (1 + u) * r^2 * noise_variance M size N g (W h))); auto. lra.
    - lra.
  Qed.
End LyapunovDescent.
