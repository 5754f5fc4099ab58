(** Claim    Digital weights (τ = ∞), κ = (M-1) L_S², α <= 1/(L_f + √(L_f² + 2κ)), Δ = f(W_0) - f*:
               (1/K) Σ E|∇f(W_k)|² <= 2Δ/(αK) + 2α(L_f + α κ) s², E over all N^K paths of samples
    Source   AP Thm 3
    Assumes  α > 0, L_f >= 0, K >= 1, N >= 1; in every history of fewer than K samples W_{k+1} = W_k - α G~, s_k² <= s² and
               |G~_i - g_i(W_k)|² <= L_S² Σ_m Q_k^(m) (`gradient_delay_error`); f(W_K) >= f*; f has the quadratic upper
               bound with L_f and the gradient E g_i (`smooth_objective`) on a set with all weights of the run *)

From Coq Require Import Reals Lra Lia Psatz List.
From Aimcert Require Import Sums Norms Expectation Training.
Import ListNotations.
Local Open Scope R_scope.

Definition digital_async_convergence_bound (M : nat) (Lf LS gap alpha : R) (K : nat) (variance : R) : R :=
  2 * gap / (alpha * INR K) + 2 * alpha * (Lf + alpha * digital_kappa M LS) * variance.

Section DigitalAsyncConvergence.
  Variables (M N K : nat) (size : nat -> nat) (set : tuple -> Prop) (f : tuple -> R) (g : nat -> tuple -> tuple).
  Variables (W : list nat -> tuple) (delayed : list nat -> nat -> tuple) (f_star Lf LS alpha variance : R).
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis Lf_nonneg : 0 <= Lf.
  Hypothesis smooth : smooth_on M size set f (mean_gradient N g) Lf.
  Hypothesis in_set : forall h, history N K h -> set (W h).
  Hypothesis step : forall h i m e, history N K (i :: h) -> entry M size m e ->
    W (i :: h) m e = digital_step alpha (delayed h i) (W h) m e.
  Hypothesis delay_error : forall h i, history N K (i :: h) ->
    tuple_norm_sq M size (fun m e => delayed h i m e - g i (W h) m e) <= LS^2 * squared_delay M size W h.
  Hypothesis noisy : forall h, history N (K - 1) h -> noise_variance M size N g (W h) <= variance.
  Hypothesis bounded_below : forall h, history N K h -> length h = K -> f_star <= f (W h).
  Hypothesis rate : alpha <= descent_learning_rate Lf (digital_kappa M LS).

  Let gradient_sq h := tuple_norm_sq M size (mean_gradient N g (W h)).
  Let V h := f (W h) + alpha / 2 * LS^2 * auxiliary M size W h.
  Let loss : R := alpha^2 * (Lf + alpha * digital_kappa M LS) * variance.

  (** The step misses -α g_i by -α (G~ - g_i), and no more. *)
  Lemma missed_by_delay h i : history N K (i :: h) ->
    tuple_norm_sq M size (fun m e => increment W (i :: h) 0 m e
                                     + alpha * (mean_gradient N g (W h) m e + noise N g (W h) i m e))
    = alpha^2 * tuple_norm_sq M size (fun m e => delayed h i m e - g i (W h) m e).
  Proof.
    intros Hh. rewrite <- tuple_norm_sq_scal.
    rewrite (tuple_norm_sq_ext M size _ (fun m e => -1 * (alpha * (delayed h i m e - g i (W h) m e)))).
    - rewrite (tuple_norm_sq_scal M size (-1)). ring.
    - intros m e He. unfold increment, noise. cbn [skipn]. rewrite step by easy. unfold digital_step. ring.
  Qed.

  Lemma digital_step_descends h :
    (length h < K)%nat -> Forall (fun i => (i < N)%nat) h ->
    mean_of N (fun i => V (i :: h)) <= V h - (alpha / 2 * 1 * gradient_sq h - loss).
  Proof.
    intros Hl Hh. assert (next := fun i Hi => history_next N K h i Hl Hh Hi).
    assert (kappa_nonneg : 0 <= digital_kappa M LS) by (apply Rmult_le_pos; [apply pos_INR|apply pow2_ge_0]).
    pose proof (learning_rate_rule alpha Lf _ alpha_pos Lf_nonneg kappa_nonneg rate) as rule.
    eapply Rle_trans.
    - apply (absorbed_delay M N size f g W h Lf alpha (LS^2) (alpha / 2 * gradient_sq h) 0 N_pos alpha_pos (pow2_ge_0 _) rule).
      eapply Rle_trans.
      + apply (expected_descent (mean_expectation N N_pos) M size f (W h) (mean_gradient N g (W h))
               (fun i => W (i :: h)) (noise N g (W h))
               (fun i => tuple_norm_sq M size (fun m e => delayed h i m e - g i (W h) m e)) Lf alpha alpha_pos Lf_nonneg).
        * intros i Hi. apply smooth; apply in_set; [split; [lia|easy]|now apply next].
        * intros m e _. now apply noise_mean.
        * intros i Hi. right. now apply missed_by_delay, next.
      + assert (delay : mean_of N (fun i => tuple_norm_sq M size (fun m e => delayed h i m e - g i (W h) m e))
                        <= LS^2 * squared_delay M size W h).
        { rewrite <- (mean_of_const N (LS^2 * squared_delay M size W h)) by easy. apply mean_of_le. intros i Hi.
          now apply delay_error, next. }
        apply (Rmult_le_compat_l (alpha / 2)) in delay; [|lra].
        unfold increment. cbn [skipn]. fold (gradient_sq h) (noise_variance M size N g (W h)). lra.
    - fold (digital_kappa M LS) (V h). unfold loss.
      assert (0 <= alpha * digital_kappa M LS) by (apply Rmult_le_pos; lra).
      pose proof (Rmult_le_compat_l (alpha^2 * (Lf + alpha * digital_kappa M LS)) _ _
                    ltac:(apply Rmult_le_pos; [apply pow2_ge_0|lra]) (noisy h ltac:(split; [lia|easy]))). lra.
  Qed.

  Theorem digital_async_convergence :
    mean_over_run (mean_of N) K (fun h => tuple_norm_sq M size (mean_gradient N g (W h)))
    <= digital_async_convergence_bound M Lf LS (f (W []) - f_star) alpha K variance.
  Proof.
    pose proof (mean_expectation N N_pos) as HE. pose proof (run_expectation HE K K_pos) as Hrun.
    assert (K_real : INR K <> 0) by (apply not_0_INR; lia).
    eapply Rle_trans.
    - apply (rate_over_run HE K V gradient_sq (fun _ => loss) f_star alpha 1 K_pos alpha_pos Rlt_0_1 digital_step_descends).
      intros h Hl Hh. pose proof (bounded_below h (conj (Nat.eq_le_incl _ _ Hl) Hh) Hl).
      pose proof (Rmult_le_pos (alpha / 2 * LS^2) _ ltac:(apply Rmult_le_pos; [lra|apply pow2_ge_0])
                    (auxiliary_nonneg M size W h)).
      unfold V. lra.
    - rewrite (expect_const _ _ Hrun). unfold V. rewrite auxiliary_start. unfold loss, digital_async_convergence_bound.
      right. field. repeat split; lra.
  Qed.
End DigitalAsyncConvergence.
