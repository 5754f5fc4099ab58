(** Descent of one noisy gradient step on a device with responses q+, q-, for α <= 1/(4 L F_max) (RF 68). *)

From Coq Require Import Reals Lra Psatz.
From Aimcert Require Import Sums Norms Device Smoothness NoisyDescent ResponseStep analog_sgd_convergence.
Local Open Scope R_scope.

(** One entry in units of αF: a = αLF <= 1/4, ω = G/F. *)
Lemma entry_descends a omega g e :
  0 <= a <= 1 / 4 ->
  - g * (g + e + omega * Rabs (g + e)) + a / 2 * (g + e + omega * Rabs (g + e))^2
  <= - ((1 - omega^2) / 2) * g^2 - / 8 * (g + omega * Rabs g)^2 + (a + 3 / 4 * omega^2) * e^2 + (omega^2 - 1) * g * e.
Proof.
  intros Ha. pose proof (excess_slack 1 a omega g e) as E. unfold excess in E.
  enough (- slack a omega g e / 2 + a * g * e + / 8 * (g + omega * Rabs g)^2 <= / 4 * omega^2 * e^2) by lra.
  unfold slack. set (b := g + omega * Rabs (g + e)). set (b0 := g + omega * Rabs g).
  assert (Hb : b0^2 <= 2 * b^2 + 2 * omega^2 * e^2).
  { assert (Hd : (b0 - b)^2 <= omega^2 * e^2).
    { replace (b0 - b) with (omega * (Rabs g - Rabs (g + e))) by (unfold b0, b; ring).
      rewrite Rpow_mult_distr. apply Rmult_le_compat_l; [apply pow2_ge_0|].
      rewrite <- (pow2_abs (Rabs g - _)), <- (pow2_abs e). apply pow_incr. split; [apply Rabs_pos|].
      eapply Rle_trans; [apply Rabs_triang_inv2|]. right. rewrite <- Rabs_Ropp. f_equal. ring. }
    pose proof (pow2_ge_0 (b - (b0 - b))). nra. }
  replace ((1 - a) * b^2 - 2 * a * omega * e * Rabs (g + e) + a * e^2)
    with ((1 - 2 * a) * b^2 + a * (b - e)^2 + 2 * a * g * e) by (unfold b; ring).
  pose proof (pow2_ge_0 (b - e)). pose proof (pow2_ge_0 b). nra.
Qed.

Section Step.
  Variables (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (run : random_run) (x : state run).
  Variables (q_plus q_minus : R -> R) (F_max sigma alpha s : R).
  Hypothesis f_bound : quadratic_bound n L f g.
  Hypothesis L_nonneg : 0 <= L.
  Hypothesis F_max_pos : 0 < F_max.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis alpha_small : alpha * (4 * L * F_max) <= 1.
  Hypothesis steps : follows n (update q_plus q_minus) alpha g run.
  Hypothesis zero_mean : centered_noise n sigma run x.
  Hypothesis in_range : forall i, (i < n)%nat -> responses_allow q_plus q_minus F_max (weight run x i).
  Hypothesis s_nonneg : 0 <= s.
  Hypothesis s_bound : forall i, (i < n)%nat ->
    (asymmetric_part q_plus q_minus (weight run x i))^2 <= s * symmetric_part q_plus q_minus (weight run x i).

  (** One entry: F (1 - ω²) and F ω² are R/F and G²/F. *)
  Lemma response_entry w G :
    responses_allow q_plus q_minus F_max w ->
    (asymmetric_part q_plus q_minus w)^2 <= s * symmetric_part q_plus q_minus w ->
    exists c, forall e, let d := update q_plus q_minus w (- alpha * (G + e)) - w in
    G * d + L / 2 * d^2
    <= - (alpha / (2 * F_max)) * (response_product q_plus q_minus w * G^2)
       + - (alpha / (8 * F_max)) * (realised q_plus q_minus w G)^2
       + (alpha^2 * L * F_max^2 + 3 / 4 * alpha * s) * e^2 + c * e.
  Proof.
    intros Hr Hs. destruct (responses_cases _ _ _ _ Hr) as (HR & HG & HF). destruct Hr as (_ & _ & Hm).
    set (P := response_product q_plus q_minus w) in *.
    assert (Ed : forall e, update q_plus q_minus w (- alpha * (G + e)) - w = - alpha * realised q_plus q_minus w (G + e))
      by (intros; apply update_realised; lra).
    assert (EP : P = (symmetric_part q_plus q_minus w)^2 - (asymmetric_part q_plus q_minus w)^2)
      by apply response_product_parts.
    unfold realised in *. set (F := symmetric_part q_plus q_minus w) in *.
    set (A := asymmetric_part q_plus q_minus w) in *.
    assert (Hb : 0 <= alpha^2 * L * F_max^2 + 3 / 4 * alpha * s).
    { apply Rplus_le_le_0_compat; [|nra]. apply Rmult_le_pos; [apply Rmult_le_pos; [apply pow2_ge_0 | easy] | apply pow2_ge_0]. }
    destruct HF as [HF|[HF HA]].
    2:{ exists 0. intros e. cbv zeta. rewrite Ed, EP, HF, HA. pose proof (Rmult_le_pos _ (e^2) Hb (pow2_ge_0 e)). nra. }
    set (omega := A / F). assert (EA : A = omega * F) by (unfold omega; field; lra).
    set (a := alpha * L * F). assert (Ha : 0 <= a <= 1 / 4).
    { unfold a. split; [apply Rmult_le_pos; [apply Rmult_le_pos|]; lra|].
      apply Rle_trans with (alpha * L * F_max); [apply Rmult_le_compat_l; [nra | easy] | lra]. }
    exists (alpha * F * ((omega^2 - 1) * G)). intros e. cbv zeta. rewrite Ed, EP, EA.
    pose proof (entry_descends a omega G e Ha) as H.
    set (u := G + e + omega * Rabs (G + e)) in *. set (b := G + omega * Rabs G) in *.
    replace ((G + e) * F + Rabs (G + e) * (omega * F)) with (F * u) by (unfold u; ring).
    replace (G * F + Rabs G * (omega * F)) with (F * b) by (unfold b; ring).
    apply (Rmult_le_compat_l (alpha * F)) in H; [|nra].
    replace (G * (- alpha * (F * u)) + L / 2 * (- alpha * (F * u))^2)
      with (alpha * F * (- G * u + a / 2 * u^2)) by (unfold a; field).
    assert (Hi : F^2 * / F_max <= F).
    { apply (Rmult_le_reg_r F_max); [easy|]. rewrite Rmult_assoc, Rinv_l by lra. nra. }
    assert (HP : 0 <= 1 - omega^2).
    { assert (0 <= (1 - omega^2) * F^2) by (rewrite EP, EA in HR; lra). apply (Rmult_le_reg_r (F^2)); nra. }
    assert (H1 : alpha * (1 - omega^2) / 2 * G^2 * (F^2 * / F_max) <= alpha * (1 - omega^2) / 2 * G^2 * F).
    { apply Rmult_le_compat_l; [|easy]. apply Rmult_le_pos; [nra | apply pow2_ge_0]. }
    assert (H2 : alpha / 8 * b^2 * (F^2 * / F_max) <= alpha / 8 * b^2 * F).
    { apply Rmult_le_compat_l; [|easy]. apply Rmult_le_pos; [lra | apply pow2_ge_0]. }
    assert (H3 : alpha * F * a * e^2 <= alpha^2 * L * F_max^2 * e^2).
    { apply Rmult_le_compat_r; [apply pow2_ge_0|]. unfold a. replace (alpha * F * (alpha * L * F)) with (alpha^2 * L * F^2) by ring.
      apply Rmult_le_compat_l; [apply Rmult_le_pos; [apply pow2_ge_0 | easy] | apply pow_incr; lra]. }
    assert (H4 : alpha * F * (3 / 4 * omega^2) * e^2 <= 3 / 4 * alpha * s * e^2).
    { apply Rmult_le_compat_r; [apply pow2_ge_0|].
      assert (omega^2 * F <= s).
      { apply (Rmult_le_reg_r F); [easy|]. rewrite EA in Hs. nra. }
      nra. }
    replace (- (alpha / (2 * F_max)) * ((F^2 - (omega * F)^2) * G^2))
      with (- (alpha * (1 - omega^2) / 2 * G^2 * (F^2 * / F_max))) by (field; lra).
    replace (- (alpha / (8 * F_max)) * (F * b)^2) with (- (alpha / 8 * b^2 * (F^2 * / F_max))) by (field; lra).
    lra.
  Qed.

  (** E f(W') <= f(W) - (α/(2F_max))|g|²_R - (α/(8F_max))|g⊙F + |g|⊙G|² + (α² L F_max² + (3/4)α s)σ², where G² <= s F. *)
  Lemma response_step :
    expect run x (fun j => f (weight run (next run x j)))
    <= f (weight run x) - alpha / (2 * F_max) * weighted_sq q_plus q_minus n (weight run x) (g (weight run x))
       - alpha / (8 * F_max) * realised_sq q_plus q_minus n (weight run x) (g (weight run x))
       + (alpha^2 * L * F_max^2 + 3 / 4 * alpha * s) * sigma^2.
  Proof.
    destruct zero_mean as (Hp & He & Hv). set (W := weight run x) in *.
    set (B := alpha^2 * L * F_max^2 + 3 / 4 * alpha * s).
    set (variance := fun i => expect run x (fun j => (noise run x j i)^2)).
    assert (HB : 0 <= B).
    { unfold B. apply Rplus_le_le_0_compat; [|nra].
      apply Rmult_le_pos; [apply Rmult_le_pos; [apply pow2_ge_0 | easy] | apply pow2_ge_0]. }
    pose proof (separable_step n L f g _ _ W (fun j => weight run (next run x j))
      (fun i => - (alpha / (2 * F_max)) * (response_product q_plus q_minus (W i) * (g W i)^2)
                + - (alpha / (8 * F_max)) * (realised q_plus q_minus (W i) (g W i))^2 + B * variance i) f_bound Hp) as H.
    rewrite !sum_of_plus, !sum_of_scal in H. unfold variance in H. rewrite sum_of_variances in H.
    assert (B * expect run x (fun j => norm_sq n (noise run x j)) <= B * sigma^2) by now apply Rmult_le_compat_l.
    unfold weighted_sq, realised_sq, norm_sq at 1. unfold expect at 1.
    enough (average (outcomes run x) (probability run x) (fun j => f (weight run (next run x j))) <=
            f W + (- (alpha / (2 * F_max)) * sum_of n (fun i => response_product q_plus q_minus (W i) * (g W i)^2)
              + - (alpha / (8 * F_max)) * sum_of n (fun i => (realised q_plus q_minus (W i) (g W i))^2)
              + B * expect run x (fun j => norm_sq n (noise run x j)))) by lra.
    apply H; clear H. intros i Hi.
    destruct (response_entry (W i) (g W i) (in_range i Hi) (s_bound i Hi)) as (c & Hc). cbv zeta in Hc.
    apply average_at_most with (c := c); [easy | now apply He |].
    intros j _. rewrite (steps x j i Hi). fold W. apply Hc.
  Qed.
End Step.
