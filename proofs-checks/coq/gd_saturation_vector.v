(** Claim    |W_k|_inf <= |M|_inf + (L/μ)|W_0-M|, M the minimum
    Source   EX Thm 5
    Assumes  asymmetric linear device with symmetric point 0, W_{k+1} = U(W_k, -α∇f(W_k)) entry by entry; any dimension;
             f L-smooth and μ-strongly convex: μ/2|y-x|² <= f(y) - f(x) - <g(x), y-x> <= L/2|y-x|²; f(M) <= f;
             0 < μ, 0 < α <= 1/L, |W_0|_inf <= τ, α|g(W_k)|_inf <= τ in every step; proved for every bound of |M|_inf
    Derived  |W_k|_inf <= |M|_inf + √(2(f_0-f(M))/μ) <= |M|_inf + √(L/μ)|W_0-M| for 2L(f_0-f(M))α² <= τ² in place of
             the condition on the steps
    Fails    without α|g(W_k)|_inf <= τ: f = (w+1)²/2, τ = w_0 = α = 1, w_2 = 5 > 3 *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Device Smoothness NoisyDescent bounded_weights analog_gd_convergence.
Local Open Scope R_scope.

Section Saturation.
  Variables (n : nat) (L mu : R) (f : vector -> R) (g : vector -> vector) (M : vector).
  Variables (tau alpha : R) (W : nat -> vector).
  Hypothesis mu_pos : 0 < mu.
  Hypothesis L_pos : 0 < L.
  Hypothesis tau_pos : 0 < tau.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis alpha_small : alpha * L <= 1.
  Hypothesis f_smooth : quadratic_bound n L f g.
  Hypothesis f_convex : strongly_convex n mu f g.
  Hypothesis minimum : forall x, f M <= f x.
  Hypothesis start_in_range : forall i, (i < n)%nat -> Rabs (W O i) <= tau.
  Hypothesis steps : forall k i, (i < n)%nat -> W (S k) i = ald_update tau (W k i) (- alpha * g (W k) i).

  (** |g(x)|² <= 2L(f(x) - f(M)): from f(M) <= f(x - g(x)/L). *)
  Lemma gradient_below_gap x : norm_sq n (g x) <= 2 * L * (f x - f M).
  Proof.
    pose proof (f_smooth x (fun i => x i + - / L * g x i)) as H.
    pose proof (minimum (fun i => x i + - / L * g x i)) as Hm.
    set (u := fun i => x i + - / L * g x i) in *.
    rewrite (dot_ext n _ (g x) _ (fun i => - / L * g x i)) in H by (intros; unfold sub, u; ring).
    rewrite (norm_sq_ext n _ (fun i => - / L * g x i)) in H by (intros; unfold sub, u; ring).
    rewrite dot_scal_r, norm_sq_scal, <- norm_sq_dot in H.
    apply (Rmult_le_reg_l (/ (2 * L))); [apply Rinv_0_lt_compat; lra|].
    replace (/ (2 * L) * (2 * L * (f x - f M))) with (f x - f M) by (field; lra).
    replace (- / L * norm_sq n (g x) + L / 2 * ((- / L)^2 * norm_sq n (g x)))
      with (- (/ (2 * L) * norm_sq n (g x))) in H by (field; lra).
    enough (f u <= f x - / (2 * L) * norm_sq n (g x)) by lra.
    apply Rle_trans with (1 := H). right. field. lra.
  Qed.

  Lemma gradient_at_minimum : norm_sq n (g M) = 0.
  Proof. pose proof (gradient_below_gap M). pose proof (norm_sq_nonneg n (g M)). nra. Qed.

  Lemma dot_at_minimum x : dot n (g M) x = 0.
  Proof.
    pose proof (cauchy_schwarz_sq n (g M) x) as H. rewrite gradient_at_minimum, Rmult_0_l in H.
    pose proof (pow2_ge_0 (dot n (g M) x)). apply Rsqr_0_uniq. unfold Rsqr. nra.
  Qed.

  (** (μ/2)|x-M|² <= f(x) - f(M) <= (L/2)|x-M|². *)
  Lemma gap_and_distance x :
    mu / 2 * norm_sq n (sub x M) <= f x - f M <= L / 2 * norm_sq n (sub x M).
  Proof.
    pose proof (f_convex M x) as Hc. pose proof (f_smooth M x) as Hs.
    rewrite dot_at_minimum in Hc, Hs. lra.
  Qed.

  (** While the steps are at most τ the weights stay in range, and there f does not rise. *)
  Lemma stays_and_descends :
    (forall k i, (i < n)%nat -> f (W k) <= f (W O) -> Rabs (alpha * g (W k) i) <= tau) ->
    forall k, (forall j i, (j <= k)%nat -> (i < n)%nat -> Rabs (W j i) <= tau) /\ f (W k) <= f (W O).
  Proof.
    intros Hstep. induction k as [|k [Hr Hf]].
    - split; [|lra]. intros j i Hj Hi. replace j with O by lia. now apply start_in_range.
    - split.
      + intros j i Hj Hi. destruct (le_lt_dec j k) as [Hjk|Hjk]; [now apply Hr|]. replace j with (S k) by lia.
        rewrite steps by easy. apply bounded_weights; [easy|now apply Hr|].
        rewrite <- Ropp_mult_distr_l, Rabs_Ropp. now apply Hstep.
      + assert (H := analog_gd_step n L f g (/ tau) alpha W (fun _ => 1) (S k) f_smooth alpha_pos alpha_small).
        assert (Hi : 0 < / tau) by now apply Rinv_0_lt_compat.
        specialize (H ltac:(intros j i Hi'; rewrite steps by easy; apply linear_update_ald)).
        assert (Hone : forall j i, (j < S k)%nat -> (i < n)%nat -> Rabs (/ tau * W j i) <= 1).
        { intros j i Hj Hi'. rewrite Rabs_mult, (Rabs_pos_eq (/ tau)), <- (Rinv_l tau) by lra.
          apply Rmult_le_compat_l; [lra|]. apply Hr; [lia|easy]. }
        specialize (H Hone k (Nat.lt_succ_diag_r k)). cbv beta in H. rewrite pow1 in H. lra.
  Qed.

  Lemma near_minimum k i :
    (i < n)%nat -> f (W k) <= f (W O) -> Rabs (W k i) <= Rabs (M i) + sqrt (2 * (f (W O) - f M) / mu).
  Proof.
    intros Hi Hf. apply Rle_trans with (Rabs (M i) + Rabs (W k i - M i)).
    { replace (W k i) with (M i + (W k i - M i)) at 1 by ring. apply Rabs_triang. }
    apply Rplus_le_compat_l. rewrite <- sqrt_Rsqr_abs. apply sqrt_le_1_alt. unfold Rsqr.
    apply Rle_trans with (norm_sq n (sub (W k) M)).
    { apply Rle_trans with ((sub (W k) M i)^2); [unfold sub; right; ring|].
      apply (sum_of_term n (fun j => (sub (W k) M j)^2)); [intros; apply pow2_ge_0|easy]. }
    destruct (gap_and_distance (W k)) as [Hd _]. apply (Rmult_le_reg_l (mu / 2)); [lra|].
    replace (mu / 2 * (2 * (f (W O) - f M) / mu)) with (f (W O) - f M) by (field; lra). lra.
  Qed.

  Lemma gap_at_start : sqrt (2 * (f (W O) - f M) / mu) <= sqrt (L / mu) * norm2 n (sub (W O) M).
  Proof.
    unfold norm2. rewrite <- sqrt_mult by (try apply norm_sq_nonneg; left; now apply Rdiv_lt_0_compat).
    apply sqrt_le_1_alt. destruct (gap_and_distance (W O)) as [_ Hd]. apply (Rmult_le_reg_l (mu / 2)); [lra|].
    replace (mu / 2 * (2 * (f (W O) - f M) / mu)) with (f (W O) - f M) by (field; lra).
    replace (mu / 2 * (L / mu * norm_sq n (sub (W O) M))) with (L / 2 * norm_sq n (sub (W O) M))
      by (field; lra).
    easy.
  Qed.

  Lemma condition_number : sqrt (L / mu) * norm2 n (sub (W O) M) <= L / mu * norm2 n (sub (W O) M).
  Proof.
    pose proof (norm2_nonneg n (sub (W O) M)) as Hn. destruct (gap_and_distance (W O)) as [H1 H2].
    rewrite <- norm2_sq in H1, H2. set (x := norm2 n (sub (W O) M)) in *.
    destruct (Req_dec x 0) as [->|Hx]; [lra|]. assert (Hx2 : 0 < x^2) by (apply pow_lt; lra).
    assert (mu <= L) by nra. assert (H1l : 1 <= L / mu).
    { apply (Rmult_le_reg_r mu); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
    apply Rmult_le_compat_r; [easy|]. rewrite <- (sqrt_pow2 (L / mu)) at 2 by lra. apply sqrt_le_1_alt. nra.
  Qed.

  Theorem gd_saturation_vector :
    (forall k i, (i < n)%nat -> Rabs (alpha * g (W k) i) <= tau) ->
    forall bound, (forall i, (i < n)%nat -> Rabs (M i) <= bound) ->
    forall k i, (i < n)%nat -> Rabs (W k i) <= bound + L / mu * norm2 n (sub (W O) M).
  Proof.
    intros Hstep bound Hb k i Hi. destruct (stays_and_descends ltac:(intros; now apply Hstep) k) as [_ Hf].
    pose proof (near_minimum k i Hi Hf). pose proof gap_at_start. pose proof condition_number. specialize (Hb i Hi).
    lra.
  Qed.

  Theorem gd_saturation_vector_derived :
    2 * L * (f (W O) - f M) * alpha^2 <= tau^2 ->
    forall bound, (forall i, (i < n)%nat -> Rabs (M i) <= bound) ->
    forall k i, (i < n)%nat ->
      Rabs (W k i) <= bound + sqrt (2 * (f (W O) - f M) / mu) /\
      bound + sqrt (2 * (f (W O) - f M) / mu) <= bound + sqrt (L / mu) * norm2 n (sub (W O) M).
  Proof.
    intros Hrate bound Hb k i Hi.
    assert (Hstep : forall k i, (i < n)%nat -> f (W k) <= f (W O) -> Rabs (alpha * g (W k) i) <= tau).
    { clear k i Hi. intros k i Hi Hf. rewrite <- (Rabs_pos_eq tau) by lra. apply Rsqr_le_abs_0. unfold Rsqr.
      pose proof (gradient_below_gap (W k)) as Hg.
      pose proof (sum_of_term n (fun j => (g (W k) j)^2) i ltac:(intros; apply pow2_ge_0) Hi) as Ht. cbv beta in Ht.
      fold (norm_sq n (g (W k))) in Ht. pose proof (pow2_ge_0 alpha) as Ha2.
      assert (Hgap : (g (W k) i)^2 <= 2 * L * (f (W O) - f M)) by nra.
      pose proof (Rmult_le_compat_l _ _ _ Ha2 Hgap). lra. }
    destruct (stays_and_descends Hstep k) as [_ Hf].
    pose proof (near_minimum k i Hi Hf). pose proof gap_at_start. specialize (Hb i Hi). lra.
  Qed.
End Saturation.

Theorem gd_saturation_vector_larger_steps_fails :
  ~ (forall (n : nat) (L mu : R) (f : vector -> R) (g : vector -> vector) (M : vector)
            (tau alpha : R) (W : nat -> vector),
       0 < mu -> 0 < L -> 0 < tau -> 0 < alpha -> alpha * L <= 1 -> is_gradient n f g ->
       quadratic_bound n L f g -> strongly_convex n mu f g -> (forall x, f M <= f x) ->
       (forall i, (i < n)%nat -> Rabs (W O i) <= tau) ->
       (forall k i, (i < n)%nat -> W (S k) i = ald_update tau (W k i) (- alpha * g (W k) i)) ->
       forall bound, (forall i, (i < n)%nat -> Rabs (M i) <= bound) ->
       forall k i, (i < n)%nat -> Rabs (W k i) <= bound + L / mu * norm2 n (sub (W O) M)).
Proof.
  intros H.
  pose (W := fix w k := match k with O => fun _ : nat => 1
                        | S j => fun i => ald_update 1 (w j i) (- 1 * quadratic_gradient 1 (-1) (w j) i) end).
  pose proof (quadratic_smooth 1 (-1) ltac:(lra)) as f_smooth.
  specialize (H 1%nat 1 1 (quadratic 1 (-1)) (quadratic_gradient 1 (-1)) (fun _ => -1) 1 1 W
                ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) (proj1 f_smooth)).
  assert (Hm : forall x, quadratic 1 (-1) (fun _ => -1) <= quadratic 1 (-1) x).
  { intros x. unfold quadratic at 1. replace (-1 - -1) with 0 by ring.
    replace (1 / 2 * 0^2) with 0 by field. apply quadratic_nonneg. lra. }
  assert (Hs : forall i, (i < 1)%nat -> Rabs (W O i) <= 1) by (intros; simpl; rewrite Rabs_R1; lra).
  specialize (H (smooth_quadratic_bound _ _ _ _ f_smooth) (quadratic_strongly_convex 1 (-1)) Hm Hs
                ltac:(easy) 1 ltac:(intros; rewrite Rabs_left; lra) 2%nat O ltac:(lia)).
  assert (E1 : W 1%nat O = -3).
  { simpl. unfold ald_update, quadratic_gradient. rewrite Rabs_left; lra. }
  assert (E2 : W 2%nat O = 5).
  { change (W 2%nat O) with (ald_update 1 (W 1%nat O) (- 1 * (1 * (W 1%nat O - -1)))).
    rewrite E1. unfold ald_update. rewrite Rabs_right; lra. }
  rewrite E2, Rabs_pos_eq in H by lra. unfold norm2, norm_sq, sub in H. cbn [sum_of W] in H.
  replace (0 + (1 - -1)^2) with (2^2) in H by ring. rewrite sqrt_pow2 in H; lra.
Qed.
