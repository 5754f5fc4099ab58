(** Claim    For (1+u) r² < 1 and α <= 1/(L_f + √(L_f² + 2κ)), with κ = (M-1)(1+1/u)(1+r)² L_S² and Δ = f(W_0) - f*:
               (1/K) Σ E|∇f(W_k)|² <= [2Δ/(αK) + 2α(L_f + α κ) s² + (1+u) s² mean_k E r_k²]/(1-(1+u) r²),
               E over all N^K paths of samples
    Source   AP Thm 2
    Assumes  α > 0, u > 0, L_f >= 0, K >= 1, N >= 1, 1/τ >= 0; in every history of fewer than K samples
               W_{k+1} = W_k - α G~ - (α/τ)|G~| ⊙ W_k, |W_k|_inf/τ <= r_k, 0 <= r_k <= r, s_k² <= s² and
               |G~_i - g_i(W_k)|² <= L_S² Σ_m Q_k^(m) (`gradient_delay_error`); f(W_K) >= f*; f has the quadratic upper
               bound with L_f and the gradient E g_i (`smooth_objective`) on a set with all weights of the run *)

From Coq Require Import Reals Lra Lia Psatz List.
From Aimcert Require Import Sums Norms Expectation Training lyapunov_descent.
Import ListNotations.
Local Open Scope R_scope.

Definition async_convergence_bound (M : nat) (Lf LS r u gap alpha : R) (K : nat) (variance mean_squared_saturation : R) : R :=
  (2 * gap / (alpha * INR K) + 2 * alpha * (Lf + alpha * kappa M u r LS) * variance
   + (1 + u) * variance * mean_squared_saturation) / (1 - (1 + u) * r^2).

Section AsyncConvergence.
  Variables (M N K : nat) (size : nat -> nat) (set : tuple -> Prop) (f : tuple -> R) (g : nat -> tuple -> tuple).
  Variables (W : list nat -> tuple) (delayed : list nat -> nat -> tuple) (saturation : list nat -> R).
  Variables (f_star Lf LS alpha inverse_tau u r variance : R).
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis u_pos : 0 < u.
  Hypothesis Lf_nonneg : 0 <= Lf.
  Hypothesis inverse_tau_nonneg : 0 <= inverse_tau.
  Hypothesis smooth : smooth_on M size set f (mean_gradient N g) Lf.
  Hypothesis in_set : forall h, history N K h -> set (W h).
  Hypothesis step : forall h i m e, history N K (i :: h) -> entry M size m e ->
    W (i :: h) m e = analog_step alpha inverse_tau (delayed h i) (W h) m e.
  Hypothesis delay_error : forall h i, history N K (i :: h) ->
    tuple_norm_sq M size (fun m e => delayed h i m e - g i (W h) m e) <= LS^2 * squared_delay M size W h.
  Hypothesis saturated : forall h, history N (K - 1) h ->
    saturation_within M size inverse_tau (saturation h) (W h) /\ 0 <= saturation h <= r.
  Hypothesis noisy : forall h, history N (K - 1) h -> noise_variance M size N g (W h) <= variance.
  Hypothesis bounded_below : forall h, history N K h -> length h = K -> f_star <= f (W h).
  Hypothesis rate : alpha <= descent_learning_rate Lf (kappa M u r LS).
  Hypothesis margin : (1 + u) * r^2 < 1.

  Let gradient_sq h := tuple_norm_sq M size (mean_gradient N g (W h)).
  Let V := lyapunov M size f f_star LS alpha u r W.
  Let q := 1 - (1 + u) * r^2.
  Let loss h : R :=
    alpha^2 * (Lf + alpha * kappa M u r LS) * variance + alpha / 2 * (1 + u) * variance * (saturation h)^2.

  Lemma async_step h :
    (length h < K)%nat -> Forall (fun i => (i < N)%nat) h ->
    mean_of N (fun i => V (i :: h)) <= V h - (alpha / 2 * q * gradient_sq h - loss h).
  Proof.
    intros Hl Hh.
    assert (Hnow : history N (K - 1) h) by (split; [lia|easy]).
    destruct (saturated h Hnow) as [Hsat [Hr0 Hr]].
    eapply Rle_trans.
    - apply (lyapunov_descent M N size set f g W delayed h f_star Lf LS alpha inverse_tau u (saturation h) r); auto.
      + apply in_set. split; [lia|easy].
      + intros i Hi. apply in_set. now apply history_next.
      + intros i m e Hi He. apply step; [now apply history_next|easy].
      + intros i Hi. apply delay_error. now apply history_next.
    - fold V. unfold lyapunov_descent_bound, loss, q. fold (gradient_sq h).
      assert (HG : 0 <= gradient_sq h) by apply tuple_norm_sq_nonneg.
      pose proof (noisy h Hnow) as Hs.
      assert (squares : (saturation h)^2 <= r^2) by (apply pow_incr; lra).
      assert (kept : alpha / 2 * (1 + u) * ((saturation h)^2 * gradient_sq h) <= alpha / 2 * (1 + u) * (r^2 * gradient_sq h)).
      { apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|]. now apply Rmult_le_compat_r. }
      assert (0 <= kappa M u r LS) by (apply Rmult_le_pos; [apply pos_INR|now apply delay_weight_nonneg]).
      assert (0 <= alpha * kappa M u r LS) by (apply Rmult_le_pos; lra).
      assert (Hn : 0 <= alpha^2 * (Lf + alpha * kappa M u r LS)) by (apply Rmult_le_pos; [apply pow2_ge_0|lra]).
      apply (Rmult_le_compat_l _ _ _ Hn) in Hs as noise1.
      assert (Hc : 0 <= alpha / 2 * (1 + u) * (saturation h)^2)
        by (apply Rmult_le_pos; [apply Rmult_le_pos; lra|apply pow2_ge_0]).
      apply (Rmult_le_compat_l _ _ _ Hc) in Hs. lra.
  Qed.

  Theorem async_convergence :
    mean_over_run (mean_of N) K (fun h => tuple_norm_sq M size (mean_gradient N g (W h)))
    <= async_convergence_bound M Lf LS r u (f (W []) - f_star) alpha K variance
         (mean_over_run (mean_of N) K (fun h => (saturation h)^2)).
  Proof.
    pose proof (mean_expectation N N_pos) as HE. pose proof (run_expectation HE K K_pos) as Hrun.
    assert (q_pos : 0 < q) by (unfold q; lra). assert (K_real : INR K <> 0) by (apply not_0_INR; lia).
    eapply Rle_trans.
    - apply (rate_over_run HE K V gradient_sq loss 0 alpha q K_pos alpha_pos q_pos async_step).
      intros h Hl Hh. pose proof (bounded_below h (conj (Nat.eq_le_incl _ _ Hl) Hh) Hl).
      pose proof (Rmult_le_pos _ _ (auxiliary_weight_nonneg alpha u r LS alpha_pos u_pos) (auxiliary_nonneg M size W h)).
      unfold V, lyapunov. lra.
    - unfold loss. rewrite (expect_plus _ _ Hrun), (expect_const _ _ Hrun), (expect_scal _ _ Hrun).
      unfold V, lyapunov. rewrite auxiliary_start. unfold async_convergence_bound. fold q.
      right. field. repeat split; lra.
  Qed.
End AsyncConvergence.
