(** Runs of the two-point instance: the average of |∇f|², and the region that a run does not leave. *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Device Smoothness Expectation NoisyDescent TwoPointInstance.
Local Open Scope R_scope.

(** A run of K steps. *)
Section LongRun.
  Variables (L v tau w_min alpha : R) (D : nat).
  Hypothesis tau_pos : 0 < tau.
  Hypothesis v_nonneg : 0 <= v.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis L_nonneg : 0 <= L.

  (** Y with Y' = y; X = τ/q. L_Y bounds y' on |w| <= τ/2. *)
  Definition potential (w : R) : R := L / 2 * (w - w_min)^2 - v * tau * root tau w.
  Definition inverse_root (w : R) : R := / root tau w.
  Definition drift_slope : R := L + 154 / 100 * v / tau.

  Let q := root tau.
  Let y := drift L v tau w_min.
  Let run := instance L v tau w_min alpha.

  Lemma is_derive_root (w : R) : inside tau w -> is_derive q w (- (w / tau) / (tau * q w)).
  Proof.
    intros Hw. destruct (root_pos tau tau_pos w Hw) as (Hq & Hqq). unfold q, root in *.
    assert (0 < 1 - (w / tau)^2) by (rewrite <- Hqq; nra).
    auto_derive; [lra|]. replace (1 + - (w * / tau * (w * / tau * 1))) with (1 - (w / tau)^2) by (field; lra).
    set (s := sqrt (1 - (w / tau)^2)) in *. field. lra.
  Qed.

  Lemma is_derive_potential (w : R) : inside tau w -> is_derive potential w (y w).
  Proof.
    intros Hw. destruct (root_pos tau tau_pos w Hw) as (Hq & _). evar_last.
    - apply (is_derive_minus (fun w => L / 2 * (w - w_min)^2) (fun w => v * tau * q w)).
      + auto_derive; [easy | reflexivity].
      + apply (is_derive_scal q w (v * tau)). now apply is_derive_root.
    - unfold y, drift, slope. fold q. unfold minus, plus, opp, scal; simpl; unfold mult; simpl. fold q in Hq. field.
      lra.
  Qed.

  (** y' = L + v/(τq³). *)
  Lemma is_derive_drift (w : R) : inside tau w -> is_derive y w (L + v / (tau * (q w)^3)).
  Proof.
    intros Hw. destruct (root_pos tau tau_pos w Hw) as (Hq & Hqq). fold q in Hq, Hqq. evar_last.
    - apply (is_derive_plus (fun w => L * (w - w_min)) (fun w => v * (w / tau) / q w)).
      + auto_derive; [easy | reflexivity].
      + apply (is_derive_div (fun w => v * (w / tau)) q w (v / tau)); [|now apply is_derive_root | lra].
        auto_derive; [easy | field; lra].
    - unfold plus; simpl. transitivity (L + v * (q w * q w + (w / tau)^2) / (tau * (q w)^3)); [field; lra|].
      rewrite Hqq. field. lra.
  Qed.

  (** X' = ω/q³, X'' = (1 + 2ω²)/(τq⁵). *)
  Lemma is_derive_inverse (w : R) :
    inside tau w -> is_derive (fun w => tau * inverse_root w) w (w / tau / (q w)^3).
  Proof.
    intros Hw. destruct (root_pos tau tau_pos w Hw) as (Hq & _). fold q in Hq. evar_last.
    - apply (is_derive_scal inverse_root w tau). apply (is_derive_inv q w); [now apply is_derive_root | lra].
    - unfold scal; simpl; unfold mult; simpl. field. lra.
  Qed.

  Lemma is_derive_inverse_slope (w : R) :
    inside tau w -> is_derive (fun w => w / tau / (q w)^3) w ((1 + 2 * (w / tau)^2) / (tau * (q w)^5)).
  Proof.
    intros Hw. destruct (root_pos tau tau_pos w Hw) as (Hq & Hqq). fold q in Hq, Hqq. evar_last.
    - apply (is_derive_div (fun w => w / tau) (fun w => (q w)^3) w (/ tau) (3 * (q w)^2 * (- (w / tau) / (tau * q w)))).
      + auto_derive; [easy | field; lra].
      + evar_last; [apply (is_derive_comp (fun t => t^3) q w); [|now apply is_derive_root]|].
        * auto_derive; [easy | reflexivity].
        * unfold scal; simpl; unfold mult; simpl. field. lra.
      + apply pow_nonzero. lra.
    - transitivity ((q w * q w + 3 * (w / tau)^2) / (tau * (q w)^5)); [field; lra|]. rewrite Hqq. field. lra.
  Qed.

  Definition central (w : R) : Prop := Rabs w <= tau / 2.

  Lemma central_inside w : central w -> inside tau w.
  Proof. intros H. apply Rabs_le_between in H. unfold inside. lra. Qed.

  Lemma central_between a b x : central a -> central b -> Rmin a b <= x <= Rmax a b -> central x.
  Proof.
    unfold central. intros Ha Hb Hx. apply Rabs_le_between in Ha, Hb. apply Rabs_le_between.
    revert Hx. unfold Rmin, Rmax. destruct (Rle_dec a b); lra.
  Qed.

  Lemma central_root w : central w -> (w / tau)^2 <= 1 / 4 /\ 3 / 4 <= (q w)^2 /\ 866 / 1000 <= q w.
  Proof.
    intros Hw. destruct (root_pos tau tau_pos w (central_inside w Hw)) as (Hq & Hqq). fold q in Hq, Hqq.
    assert (Ho : Rabs (w / tau) <= 1 / 2).
    { unfold Rdiv at 1. rewrite Rabs_mult, (Rabs_pos_eq (/ tau)) by (left; now apply Rinv_0_lt_compat).
      apply (Rmult_le_reg_r tau); [easy|]. rewrite Rmult_assoc, Rinv_l by lra. unfold central in Hw. lra. }
    pose proof (square_at_most _ _ Ho). split; [lra|]. split; [nra|].
    apply Rnot_lt_le; intros Hlt. nra.
  Qed.

  Lemma central_drift_slope w : central w -> L + v / (tau * (q w)^3) <= drift_slope.
  Proof.
    intros Hw. destruct (central_root w Hw) as (_ & Hq2 & Hq). unfold drift_slope. apply Rplus_le_compat_l.
    assert (H3 : 1 <= 154 / 100 * (q w)^3).
    { assert (0 < (q w)^3) by (apply pow_lt; lra). apply Rsqr_incr_0_var; [|lra]. unfold Rsqr.
      replace (154 / 100 * (q w)^3 * (154 / 100 * (q w)^3)) with ((154 / 100)^2 * ((q w)^2)^3) by ring.
      assert ((3 / 4)^3 <= ((q w)^2)^3) by (apply pow_incr; lra). nra. }
    assert (Hp : 0 < tau * (q w)^3) by (apply Rmult_lt_0_compat; [easy | apply pow_lt; lra]).
    apply (Rmult_le_reg_r (tau * (q w)^3)); [easy|].
    replace (v / (tau * (q w)^3) * (tau * (q w)^3)) with (v * 1) by (field; lra).
    replace (154 / 100 * v / tau * (tau * (q w)^3)) with (v * (154 / 100 * (q w)^3)) by (field; lra).
    now apply Rmult_le_compat_l.
  Qed.

  Lemma central_inverse_slope w :
    central w -> 0 <= (1 + 2 * (w / tau)^2) / (tau * (q w)^5) <= 2 * (154 / 100) / tau.
  Proof.
    intros Hw. destruct (central_root w Hw) as (Ho & Hq2 & Hq). pose proof (pow2_ge_0 (w / tau)).
    assert (Hp : 0 < tau * (q w)^5) by (apply Rmult_lt_0_compat; [easy | apply pow_lt; lra]).
    split; [apply Rmult_le_pos; [lra | left; now apply Rinv_0_lt_compat]|].
    apply (Rmult_le_reg_r (tau * (q w)^5)); [easy|].
    unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    replace (2 * (154 / 100) / tau * (tau * (q w)^5)) with (2 * (154 / 100) * (q w)^5) by (field; lra).
    assert (H4 : (3 / 4)^2 <= ((q w)^2)^2) by (apply pow_incr; lra).
    replace ((q w)^5) with (((q w)^2)^2 * q w) by ring.
    assert (9 / 16 * (866 / 1000) <= ((q w)^2)^2 * q w) by (apply Rmult_le_compat; lra). lra.
  Qed.

  (** Y is least where y = 0. *)
  Lemma potential_floor w w_S : inside tau w -> inside tau w_S -> y w_S = 0 -> potential w_S <= potential w.
  Proof.
    intros Hw HS H0. assert (Hb : forall x, Rmin w_S w <= x <= Rmax w_S w -> inside tau x).
    { intros x Hx. revert Hw HS Hx. unfold inside, Rmin, Rmax. destruct (Rle_dec w_S w); lra. }
    destruct (taylor_remainder potential y (fun w => L + v / (tau * (q w)^3)) w_S w 0) as (c & e & Hc & He & E).
    - intros x Hx. now apply is_derive_potential, Hb.
    - intros x Hx. now apply is_derive_drift, Hb.
    - rewrite H0 in E. destruct (root_pos tau tau_pos c (Hb c Hc)) as (Hq & _). fold q in Hq.
      assert (0 <= v / (tau * (q c)^3)).
      { apply Rmult_le_pos; [easy|]. left. apply Rinv_0_lt_compat, Rmult_lt_0_compat; [easy | now apply pow_lt]. }
      assert (0 <= (L + v / (tau * (q c)^3) - 0) * e) by (apply Rmult_le_pos; lra). lra.
  Qed.

  Section Step.
    Variable w : R.
    Hypothesis w_central : central w.
    Hypothesis next_central : forall j, (j < 2)%nat -> central (next run w j).
    Hypothesis decided : noise_decides L v tau w_min w.

    Let law : distribution (outcomes run w) (probability run w) :=
      chance_law tau tau_pos w (central_inside w w_central).
    Let moves := expected_moves L v tau w_min alpha tau_pos alpha_pos w (central_inside w w_central) decided.

    (** E(w'-w)² <= α²(2q²y² + (5/4)v²). *)
    Lemma second_moment_bound : second_moment L v tau w_min w <= 2 * (q w * y w)^2 + 5 / 4 * v^2.
    Proof.
      unfold second_moment. fold q y. destruct (central_root w w_central) as (Ho & _). set (u := q w * y w) in *.
      set (o := w / tau) in *. replace (2 * o * q w * v * y w) with (2 * (o * v) * u) by (unfold u; ring).
      pose proof (pow2_ge_0 (u - o * v)). pose proof (pow2_ge_0 v).
      assert (o^2 * v^2 <= 1 / 4 * v^2) by (apply Rmult_le_compat_r; lra). nra.
    Qed.

    Lemma potential_step :
      alpha * drift_slope <= 1 / 2 ->
      expect run w (fun j => potential (next run w j)) + alpha / 2 * (q w * y w)^2
      <= potential w + 5 / 8 * drift_slope * alpha^2 * v^2.
    Proof.
      intros Hs. destruct moves as (E1 & E2). fold run in E1, E2. fold q y in E1.
      assert (H : expect run w (fun j => potential (next run w j))
                  <= expect run w (fun j => potential w + (y w * (next run w j - w)
                                            + drift_slope / 2 * (next run w j - w)^2))).
      { apply expected_le; [exact law|]. intros j Hj.
        destruct (taylor_remainder potential y (fun w => L + v / (tau * (q w)^3)) w (next run w j) drift_slope)
          as (c & e & Hc & He & E).
        - intros x Hx. apply is_derive_potential, central_inside. now apply (central_between w (next run w j));
            [|apply next_central|].
        - intros x Hx. apply is_derive_drift, central_inside. now apply (central_between w (next run w j));
            [|apply next_central|].
        - assert (Hcc : central c) by now apply (central_between w (next run w j)); [|apply next_central|].
          pose proof (central_drift_slope c Hcc).
          assert (0 <= (drift_slope - (L + v / (tau * (q c)^3))) * e) by (apply Rmult_le_pos; lra). lra. }
      unfold expect in H at 2. rewrite !expected_plus, !expected_scal in H.
      rewrite (expected_const _ _ law (potential w)) in H.
      fold (expect run w (fun j => next run w j - w)) in H. fold (expect run w (fun j => (next run w j - w)^2)) in H.
      rewrite E1, E2 in H. pose proof second_moment_bound as Hm.
      assert (Hd : 0 <= drift_slope).
      { unfold drift_slope. assert (0 <= v / tau) by (apply Rmult_le_pos; [easy | left; now apply Rinv_0_lt_compat]).
        lra. }
      set (u := (q w * y w)^2) in *. replace (y w * (- alpha * ((q w)^2 * y w))) with (- alpha * u) in H
        by (unfold u; ring).
      assert (Hu : 0 <= u) by apply pow2_ge_0.
      assert (drift_slope / 2 * (alpha^2 * second_moment L v tau w_min w)
              <= drift_slope / 2 * (alpha^2 * (2 * u + 5 / 4 * v^2))).
      { apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_l; [apply pow2_ge_0 | exact Hm]. }
      assert (alpha * drift_slope * (alpha * u) <= 1 / 2 * (alpha * u)) by (apply Rmult_le_compat_r; nra). nra.
    Qed.

    (** z = yω/q is -E(X(w') - X(w))/α up to a remainder. *)
    Lemma inverse_step :
      let z := y w * (w / tau) / q w in
      expect run w (fun j => tau * inverse_root (next run w j)) + alpha * z
      <= tau * inverse_root w + 154 / 100 / tau * alpha^2 * (2 * (q w * y w)^2 + 5 / 4 * v^2) /\
      expect run w (fun j => - (tau * inverse_root (next run w j))) + - (alpha * z) <= - (tau * inverse_root w) + 0.
    Proof.
      intros z. destruct moves as (E1 & E2). fold run in E1, E2. fold q y in E1.
      set (slope_at := w / tau / (q w)^3). destruct (root_pos tau tau_pos w (central_inside w w_central)) as (Hq & _).
      fold q in Hq.
      assert (Ez : slope_at * (- alpha * ((q w)^2 * y w)) = - (alpha * z)) by (unfold slope_at, z; field; lra).
      assert (H : forall j, (j < 2)%nat ->
        tau * inverse_root w + slope_at * (next run w j - w) <= tau * inverse_root (next run w j)
        <= tau * inverse_root w + (slope_at * (next run w j - w) + 154 / 100 / tau * (next run w j - w)^2)).
      { intros j Hj. set (w' := next run w j).
        assert (Hx : forall x, Rmin w w' <= x <= Rmax w w' -> central x).
        { intros x Hx. now apply (central_between w w'); [|apply next_central|]. }
        split.
        - destruct (taylor_remainder (fun w => tau * inverse_root w) (fun w => w / tau / (q w)^3)
            (fun w => (1 + 2 * (w / tau)^2) / (tau * (q w)^5)) w w' 0) as (c & e & Hc & He & E);
            [intros; now apply is_derive_inverse, central_inside, Hx
            | intros; now apply is_derive_inverse_slope, central_inside, Hx |].
          fold slope_at in E. destruct (central_inverse_slope c (Hx c Hc)) as (Hl & _).
          pose proof (Rmult_le_pos _ _ Hl He). lra.
        - destruct (taylor_remainder (fun w => tau * inverse_root w) (fun w => w / tau / (q w)^3)
            (fun w => (1 + 2 * (w / tau)^2) / (tau * (q w)^5)) w w' (2 * (154 / 100) / tau)) as (c & e & Hc & He & E);
            [intros; now apply is_derive_inverse, central_inside, Hx
            | intros; now apply is_derive_inverse_slope, central_inside, Hx |].
          fold slope_at in E. destruct (central_inverse_slope c (Hx c Hc)) as (_ & Hu).
          assert (0 <= (2 * (154 / 100) / tau - (1 + 2 * (c / tau)^2) / (tau * (q c)^5)) * e) by (apply Rmult_le_pos;
            lra).
          lra. }
      assert (Hc : 0 <= 154 / 100 / tau) by (apply Rmult_le_pos; [lra | left; now apply Rinv_0_lt_compat]).
      split.
      - assert (Hu : expect run w (fun j => tau * inverse_root (next run w j))
          <= expect run w (fun j => tau * inverse_root w + (slope_at * (next run w j - w)
                                    + 154 / 100 / tau * (next run w j - w)^2))).
        { apply expected_le; [exact law|]. intros j Hj. now apply H. }
        unfold expect in Hu at 2. rewrite !expected_plus, !expected_scal in Hu.
        rewrite (expected_const _ _ law (inverse_root w)) in Hu.
        fold (expect run w (fun j => next run w j - w)) in Hu.
        fold (expect run w (fun j => (next run w j - w)^2)) in Hu.
        rewrite E1, E2, Ez in Hu. pose proof second_moment_bound as Hm.
        assert (154 / 100 / tau * (alpha^2 * second_moment L v tau w_min w)
                <= 154 / 100 / tau * (alpha^2 * (2 * (q w * y w)^2 + 5 / 4 * v^2))).
        { apply Rmult_le_compat_l; [easy|]. apply Rmult_le_compat_l; [apply pow2_ge_0 | exact Hm]. }
        lra.
      - assert (Hl : expect run w (fun j => - (tau * inverse_root (next run w j)))
          <= expect run w (fun j => - (tau * inverse_root w) + - slope_at * (next run w j - w))).
        { apply expected_le; [exact law|]. intros j Hj. destruct (H j Hj). lra. }
        unfold expect in Hl at 2. rewrite expected_plus, expected_scal in Hl.
        rewrite (expected_const _ _ law (- (tau * inverse_root w))) in Hl.
        fold (expect run w (fun j => next run w j - w)) in Hl. rewrite E1 in Hl. lra.
    Qed.
  End Step.

  Variables (start w_S sigma : R) (K : nat).
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis rate : alpha * drift_slope <= 1 / 2.
  Hypothesis stays : forall k w, (k <= K)%nat -> reached run k start w -> central w.
  Hypothesis decided : forall w, met run K start w -> noise_decides L v tau w_min w.
  Hypothesis S_inside : inside tau w_S.
  Hypothesis S_rests : y w_S = 0.

  Lemma met_central w : met run K start w -> central w.
  Proof. intros (k & Hk & Hw). apply (stays k); [lia | easy]. Qed.

  Lemma reached_next k x w j : reached run k x w -> (j < outcomes run w)%nat -> reached run (S k) x (next run w j).
  Proof.
    revert x. induction k as [|k IH]; intros x Hw Hj.
    - simpl in Hw. subst. now exists j.
    - destruct Hw as (i & Hi & Hw). exists i. split; [easy|]. now apply IH.
  Qed.

  Lemma met_next_central w j : met run K start w -> (j < 2)%nat -> central (next run w j).
  Proof. intros (k & Hk & Hw) Hj. apply (stays (S k)); [lia|]. now apply reached_next. Qed.

  Lemma run_laws w : met run K start w -> distribution (outcomes run w) (probability run w).
  Proof. intros Hw. exact (chance_law tau tau_pos w (central_inside w (met_central w Hw))). Qed.

  (** I and J. *)
  Definition drift_bound : R :=
    2 * (potential start - potential w_S) / (alpha * INR K) + 5 / 4 * alpha * drift_slope * v^2.
  Definition cross_bound : R :=
    tau * Rabs (/ root tau start - expect_after run K (fun w => / root tau w) start) / (alpha * INR K)
    + 154 / 100 * alpha / tau * (2 * drift_bound + 5 / 4 * v^2).

  Let mean_square := run_mean run K (fun w => (q w * y w)^2) start.
  Let mean_cross := run_mean run K (fun w => y w * (w / tau) / q w) start.

  Lemma K_real : 0 < INR K.
  Proof. now apply lt_0_INR. Qed.

  Lemma mean_square_bound : mean_square <= drift_bound.
  Proof.
    pose proof K_real as HK.
    pose proof (mean_descent run K potential (fun w => alpha / 2 * (q w * y w)^2)
      (fun _ => 5 / 8 * drift_slope * alpha^2 * v^2) (potential w_S) start K_pos) as H.
    rewrite run_mean_scal, run_mean_const in H by (easy || apply run_laws). fold mean_square in H.
    apply (Rmult_le_reg_l (alpha / 2)); [lra|]. unfold drift_bound.
    replace (alpha / 2 * (2 * (potential start - potential w_S) / (alpha * INR K) + 5 / 4 * alpha * drift_slope * v^2))
      with ((potential start - potential w_S) / INR K + 5 / 8 * drift_slope * alpha^2 * v^2) by (field; lra).
    apply H; [| apply run_laws |].
    - intros w Hw. apply potential_floor; [|easy..]. apply central_inside. now apply (stays K).
    - intros w Hw. apply potential_step; [now apply met_central | now intros; apply met_next_central |
        now apply decided | easy].
  Qed.

  Lemma mean_square_nonneg : 0 <= mean_square.
  Proof.
    rewrite <- (run_mean_const run K 0 start K_pos run_laws). apply run_mean_le; [apply run_laws|].
    intros; apply pow2_ge_0.
  Qed.

  Lemma mean_cross_bound : Rabs mean_cross <= cross_bound.
  Proof.
    pose proof K_real as HK. pose proof mean_square_bound as Hs.
    set (change := / root tau start - expect_after run K (fun w => / root tau w) start).
    assert (Egap : tau * inverse_root start - expect_after run K (fun w => tau * inverse_root w) start = tau * change).
    { rewrite expect_after_scal. unfold change.
      change (expect_after run K inverse_root start) with (expect_after run K (fun w => / root tau w) start).
      unfold inverse_root. ring. }
    pose proof (fun w Hw => inverse_step w (met_central w Hw) (fun j => met_next_central w j Hw) (decided w Hw)) as
      Hstep.
    cbv zeta in Hstep. assert (Hi : 0 < / INR K) by now apply Rinv_0_lt_compat.
    assert (Hup : alpha * mean_cross <= tau * change / INR K
      + 154 / 100 / tau * alpha^2 * (2 * mean_square + 5 / 4 * v^2)).
    { pose proof (telescope run K (fun w => tau * inverse_root w) (fun w => alpha * (y w * (w / tau) / q w))
        (fun w => 154 / 100 / tau * alpha^2 * (2 * (q w * y w)^2 + 5 / 4 * v^2)) start run_laws
        (fun w Hw => proj1 (Hstep w Hw))) as H.
      assert (E : run_mean run K (fun w => 154 / 100 / tau * alpha^2 * (2 * (q w * y w)^2 + 5 / 4 * v^2)) start
                  = 154 / 100 / tau * alpha^2 * (2 * mean_square + 5 / 4 * v^2)).
      { rewrite run_mean_scal, run_mean_plus, run_mean_scal, run_mean_const by (easy || apply run_laws). easy. }
      rewrite <- E. unfold mean_cross. rewrite <- run_mean_scal. unfold run_mean, mean_of, Rdiv.
      rewrite <- Rmult_plus_distr_r. apply Rmult_le_compat_r; [lra|]. rewrite <- Egap. lra. }
    assert (Hlow : tau * change / INR K <= alpha * mean_cross).
    { pose proof (telescope run K (fun w => - (tau * inverse_root w)) (fun w => - (alpha * (y w * (w / tau) / q w)))
        (fun _ => 0) start run_laws (fun w Hw => proj2 (Hstep w Hw))) as H.
      unfold mean_cross. rewrite <- run_mean_scal. unfold run_mean, mean_of, Rdiv. apply Rmult_le_compat_r; [lra|].
      rewrite expect_after_opp in H.
      rewrite (sum_of_ext K _ (fun k => - expect_after run k (fun w => alpha * (y w * (w / tau) / q w)) start)) in H
        by (intros; apply expect_after_opp).
      rewrite (sum_of_ext K (fun k => expect_after run k (fun _ => 0) start) (fun _ => 0)), sum_of_zero in H.
      2:{ intros k Hk. apply (expect_after_const run K); [apply run_laws | lia]. }
      rewrite (sum_of_ext K _ (fun k => -1 * expect_after run k (fun w => alpha * (y w * (w / tau) / q w)) start)) in H
        by (intros; ring).
      rewrite sum_of_scal in H. lra. }
    assert (Hc : 0 <= 154 / 100 / tau * alpha^2).
    { apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rmult_le_pos; [lra | left; now apply Rinv_0_lt_compat]. }
    assert (Hrest : 154 / 100 / tau * alpha^2 * (2 * mean_square + 5 / 4 * v^2)
                    <= 154 / 100 / tau * alpha^2 * (2 * drift_bound + 5 / 4 * v^2)) by (apply Rmult_le_compat_l; lra).
    assert (Hrest0 : 0 <= 154 / 100 / tau * alpha^2 * (2 * mean_square + 5 / 4 * v^2)).
    { apply Rmult_le_pos; [easy|]. pose proof mean_square_nonneg. pose proof (pow2_ge_0 v). lra. }
    apply (Rmult_le_reg_l alpha); [easy|]. rewrite <- (Rabs_pos_eq alpha) at 1 by lra. rewrite <- Rabs_mult.
    unfold cross_bound. fold change.
    replace (alpha * (tau * Rabs change / (alpha * INR K) + 154 / 100 * alpha / tau * (2 * drift_bound + 5 / 4 * v^2)))
      with (tau / INR K * Rabs change + 154 / 100 / tau * alpha^2 * (2 * drift_bound + 5 / 4 * v^2)) by (field; lra).
    replace (tau * change / INR K) with (tau / INR K * change) in Hup, Hlow by (field; lra).
    assert (Ht : 0 <= tau / INR K) by (apply Rmult_le_pos; lra).
    assert (tau / INR K * change <= tau / INR K * Rabs change) by (apply Rmult_le_compat_l; [easy | apply Rle_abs]).
    assert (tau / INR K * - change <= tau / INR K * Rabs change).
    { apply Rmult_le_compat_l; [easy|]. rewrite <- Rabs_Ropp. apply Rle_abs. }
    apply Rabs_le. lra.
  Qed.

  (** g² - v²ω²/q² = y² - 2v yω/q, and y² <= (4/3) q²y². *)
  Lemma average_gradient :
    INR D * v^2 = sigma^2 ->
    Rabs (run_mean run K (fun w => norm_sq D (objective_gradient L w_min (weight run w))) start
          - sigma^2 * run_mean run K (fun w => (w / tau)^2 / (1 - (w / tau)^2)) start)
    <= INR D * (4 / 3 * drift_bound + 2 * v * cross_bound).
  Proof.
    intros Hs. set (squares := run_mean run K (fun w => (y w)^2) start).
    assert (E : run_mean run K (fun w => norm_sq D (objective_gradient L w_min (weight run w))) start
                = sigma^2 * run_mean run K (fun w => (w / tau)^2 / (1 - (w / tau)^2)) start
                  + INR D * (squares + - 2 * v * mean_cross)).
    { unfold squares, mean_cross. rewrite <- !run_mean_scal, <- run_mean_plus, <- run_mean_scal, <- run_mean_plus.
      assert (Hext : forall phi psi, (forall w, met run K start w -> phi w = psi w) ->
                     run_mean run K phi start = run_mean run K psi start).
      { intros phi psi H. apply Rle_antisym; apply run_mean_le; try apply run_laws; intros w Hw; rewrite (H w Hw); lra.
        }
      apply Hext. intros w Hw. rewrite <- Hs. simpl weight. rewrite gradient_sq_at.
      destruct (root_pos tau tau_pos w (central_inside w (met_central w Hw))) as (Hq & Hqq). rewrite <- Hqq.
      unfold y, drift. fold q in Hq |- *. field. lra. }
    assert (Hsq : 0 <= squares <= 4 / 3 * mean_square).
    { unfold squares, mean_square. split.
      - rewrite <- (run_mean_const run K 0 start K_pos run_laws). apply run_mean_le; [apply run_laws|].
        intros; apply pow2_ge_0.
      - rewrite <- run_mean_scal. apply run_mean_le; [apply run_laws|]. intros w Hw.
        destruct (central_root w (met_central w Hw)) as (_ & Hq & _). rewrite Rpow_mult_distr.
        assert (0 <= (4 / 3 * (q w)^2 - 1) * (y w)^2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]). lra. }
    pose proof mean_square_bound. pose proof mean_cross_bound as Hc. apply Rabs_le_between in Hc.
    rewrite E. replace (_ + INR D * (squares + - 2 * v * mean_cross) - _)
      with (INR D * (squares + - 2 * v * mean_cross)) by ring.
    rewrite Rabs_mult, (Rabs_pos_eq (INR D)) by apply pos_INR. apply Rmult_le_compat_l; [apply pos_INR|].
    apply Rabs_le. assert (v * mean_cross <= v * cross_bound) by (apply Rmult_le_compat_l; lra).
    assert (v * - mean_cross <= v * cross_bound) by (apply Rmult_le_compat_l; lra).
    split; nra.
  Qed.
End LongRun.

(** Little noise: where the noise decides the sign of a step, and |w| <= τ/2, a run stays. *)
Section SmallNoise.
  Variables (L v tau w_min alpha : R).
  Hypothesis tau_pos : 0 < tau.
  Hypothesis v_nonneg : 0 <= v.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis L_pos : 0 < L.
  Hypothesis little_noise : v <= sqrt 3 * L * (tau / 2 - Rabs w_min).
  Hypothesis slow : alpha * (3 / 2 * (L + 231 / 100 * v / tau)) <= 1.

  Let q := root tau.
  Let M := L + 231 / 100 * v / tau.
  Let run := instance L v tau w_min alpha.

  (** |ξ-| - g and g + ξ+. *)
  Let above (w : R) : R := v * ((1 - w / tau) / q w) - slope L w_min w.
  Let below (w : R) : R := slope L w_min w + v * ((1 + w / tau) / q w).

  Lemma is_derive_odds (s w : R) :
    s * s = 1 -> inside tau w ->
    is_derive (fun w => (1 + s * (w / tau)) / q w) w (s * (1 + s * (w / tau)) / (tau * (q w)^3)).
  Proof.
    intros Hs Hw. destruct (root_pos tau tau_pos w Hw) as (Hq & Hqq). fold q in Hq, Hqq. evar_last.
    - apply (is_derive_div (fun w => 1 + s * (w / tau)) q w (s / tau)); [|now apply is_derive_root | lra].
      auto_derive; [easy | field; lra].
    - fold q. transitivity ((s * (q w * q w) + (1 + s * (w / tau)) * (w / tau)) / (tau * (q w)^3)); [field; lra|].
      rewrite Hqq. replace (s * (1 - (w / tau)^2) + (1 + s * (w / tau)) * (w / tau))
        with (s * (1 + s * (w / tau)) + (1 - s * s) * (w / tau)) by ring. rewrite Hs. field. lra.
  Qed.

  Lemma odds_slope s w : s * s = 1 -> central tau w -> 0 <= (1 + s * (w / tau)) / (tau * (q w)^3) <= 231 / 100 / tau.
  Proof.
    intros Hs Hw. destruct (central_root tau tau_pos w Hw) as (Ho & Hq2 & Hq). fold q in Hq2, Hq.
    assert (Hu : 1 / 2 <= 1 + s * (w / tau) <= 3 / 2).
    { assert (H : (s * (w / tau))^2 <= 1 / 4) by (rewrite Rpow_mult_distr;
        replace (s^2) with 1 by (rewrite <- Hs; ring); lra).
      split; nra. }
    assert (H3 : 0 < (q w)^3) by (apply pow_lt; lra).
    assert (Hc : 1 <= 154 / 100 * (q w)^3).
    { pose proof (central_drift_slope 0 1 tau tau_pos ltac:(lra) w Hw) as H. fold q in H. unfold drift_slope in H.
      apply (Rmult_le_reg_r (/ (tau * (q w)^3))).
      - apply Rinv_0_lt_compat, Rmult_lt_0_compat; easy.
      - replace (154 / 100 * (q w)^3 * / (tau * (q w)^3)) with (154 / 100 * 1 / tau) by (field; lra).
        unfold Rdiv in H at 1. lra. }
    assert (Hp : 0 < tau * (q w)^3) by now apply Rmult_lt_0_compat.
    split; [apply Rmult_le_pos; [lra | left; now apply Rinv_0_lt_compat]|].
    apply (Rmult_le_reg_r (tau * (q w)^3)); [easy|].
    unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l by lra.
    replace (231 / 100 / tau * (tau * (q w)^3)) with (3 / 2 * (154 / 100 * (q w)^3)) by (field; lra). lra.
  Qed.

  (** |ξ-| - g falls and g + ξ+ rises, by at most M per unit of w. *)
  Lemma decision_monotone a b :
    central tau a -> central tau b -> a <= b ->
    0 <= above a - above b <= M * (b - a) /\ 0 <= below b - below a <= M * (b - a).
  Proof.
    intros Ha Hb Hab. assert (Hx : forall x, Rmin a b <= x <= Rmax a b -> central tau x).
    { intros x Hx. now apply (central_between tau a b). }
    assert (H : forall s, s * s = 1 -> exists d, 0 <= d <= 231 / 100 / tau /\
                (1 + s * (b / tau)) / q b - (1 + s * (a / tau)) / q a = s * (d * (b - a))).
    { intros s Hs. destruct (mean_value (fun w => (1 + s * (w / tau)) / q w)
        (fun w => s * (1 + s * (w / tau)) / (tau * (q w)^3)) a b) as (c & Hc & E).
      - intros x Hxx. apply is_derive_odds; [easy|]. now apply central_inside, Hx.
      - exists ((1 + s * (c / tau)) / (tau * (q c)^3)). split; [now apply odds_slope, Hx|]. rewrite E. unfold Rdiv.
        ring. }
    assert (HM : forall d, 0 <= d <= 231 / 100 / tau -> 0 <= v * (d * (b - a)) <= 231 / 100 * v / tau * (b - a)).
    { intros d Hd. split; [repeat apply Rmult_le_pos; lra|].
      replace (231 / 100 * v / tau * (b - a)) with (v * (231 / 100 / tau * (b - a))) by (field; lra).
      apply Rmult_le_compat_l; [easy|]. apply Rmult_le_compat_r; lra. }
    destruct (H (-1) ltac:(lra)) as (d1 & Hd1 & E1). destruct (H 1 ltac:(lra)) as (d2 & Hd2 & E2).
    replace (1 + -1 * (b / tau)) with (1 - b / tau) in E1 by ring.
    replace (1 + -1 * (a / tau)) with (1 - a / tau) in E1 by ring.
    rewrite Rmult_1_l in E2. rewrite !Rmult_1_l in E2.
    pose proof (HM d1 Hd1). pose proof (HM d2 Hd2). assert (HL : 0 <= L * (b - a)) by (apply Rmult_le_pos; lra).
    unfold above, below, slope, M. split; nra.
  Qed.

  Lemma root_at_half s : s * s = 1 -> q (s * (tau / 2)) = sqrt 3 / 2.
  Proof.
    intros Hs. unfold q, root. replace (1 - (s * (tau / 2) / tau)^2) with ((sqrt 3 / 2)^2).
    - apply sqrt_pow2. pose proof (sqrt_pos 3). lra.
    - replace ((s * (tau / 2) / tau)^2) with (s * s / 4) by (field; lra). rewrite Hs.
      replace ((sqrt 3 / 2)^2) with (sqrt 3 * sqrt 3 / 4) by field. rewrite sqrt_sqrt; lra.
  Qed.

  (** At the ends of |w| <= τ/2 the gradient decides. *)
  Lemma decision_at_ends : above (tau / 2) <= 0 /\ below (- (tau / 2)) <= 0.
  Proof.
    pose proof (root_at_half 1 ltac:(lra)) as E1. pose proof (root_at_half (-1) ltac:(lra)) as E2.
    replace (1 * (tau / 2)) with (tau / 2) in E1 by ring. replace (-1 * (tau / 2)) with (- (tau / 2)) in E2 by ring.
    unfold above, below, slope. rewrite E1, E2.
    replace (1 - tau / 2 / tau) with (1 / 2) by (field; lra). replace (1 + - (tau / 2) / tau) with (1 / 2)
      by (field; lra).
    assert (H3 : 0 < sqrt 3) by (apply sqrt_lt_R0; lra).
    assert (Hv : v * (1 / 2 / (sqrt 3 / 2)) <= L * (tau / 2 - Rabs w_min)).
    { apply (Rmult_le_reg_l (sqrt 3)); [easy|].
      replace (sqrt 3 * (v * (1 / 2 / (sqrt 3 / 2)))) with v by (field; lra). lra. }
    assert (L * w_min <= L * Rabs w_min) by (apply Rmult_le_compat_l; [lra | apply Rle_abs]).
    assert (L * - w_min <= L * Rabs w_min) by (apply Rmult_le_compat_l; [lra | rewrite <- Rabs_Ropp; apply Rle_abs]).
    split; nra.
  Qed.

  Definition decided_region (w : R) : Prop := central tau w /\ noise_decides L v tau w_min w.

  Lemma decided_region_forms w : central tau w -> (noise_decides L v tau w_min w <-> 0 <= above w /\ 0 <= below w).
  Proof.
    intros Hw. destruct (noise_values v tau tau_pos w (central_inside tau tau_pos w Hw)) as (Eu & Ed).
    unfold noise_decides, above, below. rewrite Eu, Ed. fold q. unfold Rdiv. rewrite <- !Rmult_assoc. split; lra.
  Qed.

  Lemma region_is_kept w j : decided_region w -> (j < 2)%nat -> decided_region (next run w j).
  Proof.
    intros (Hw & Hn) Hj. pose proof Hn as Hd. rewrite (decided_region_forms w Hw) in Hd. destruct Hd as (Hu & Hb).
    destruct (instance_steps L v tau w_min alpha tau_pos alpha_pos w (central_inside tau tau_pos w Hw) Hn) as (E0 & E1).
    destruct (noise_values v tau tau_pos w (central_inside tau tau_pos w Hw)) as (Nu & Nd).
    destruct (central_root tau tau_pos w Hw) as (Ho & _). destruct decision_at_ends as (Ht & Hl).
    assert (Hom : - (1 / 2) <= w / tau <= 1 / 2) by (split; nra). pose proof Hw as Hc. apply Rabs_le_between in Hc.
    assert (HM : 0 < M).
    { unfold M. assert (0 <= 231 / 100 * v / tau) by (apply Rmult_le_pos; [nra | left; now apply Rinv_0_lt_compat]).
      lra. }
    assert (Htop : central tau (tau / 2)) by (unfold central; rewrite Rabs_pos_eq; lra).
    assert (Hbottom : central tau (- (tau / 2))) by (unfold central; rewrite Rabs_left; lra).
    fold M in slow. destruct j as [|[|]]; [| | lia].
    - set (w' := next run w 0). set (k := alpha * (1 + w / tau)).
      assert (Hk : 0 < k /\ k * M <= 1).
      { unfold k. split; [apply Rmult_lt_0_compat; lra|].
        assert (alpha * M * (1 + w / tau) <= alpha * M * (3 / 2)) by (apply Rmult_le_compat_l; [nra | lra]). nra. }
      assert (E : @eq R w' (w - k * below w)).
      { unfold w', run. rewrite E0, Nu. unfold k, below. fold q. unfold Rdiv. ring. }
      destruct (decision_monotone (- (tau / 2)) w Hbottom Hw ltac:(lra)) as (_ & (_ & Hend)).
      assert (Hkb : k * below w <= k * (M * (w - - (tau / 2)))) by (apply Rmult_le_compat_l; lra).
      assert (Hk2 : k * M * (w - - (tau / 2)) <= 1 * (w - - (tau / 2))) by (apply Rmult_le_compat_r; lra).
      assert (Hk0 : 0 <= k * below w) by (apply Rmult_le_pos; lra).
      assert (Hw' : central tau w') by (apply Rabs_le_between; rewrite E; lra).
      split; [exact Hw'|]. rewrite (decided_region_forms w' Hw').
      destruct (decision_monotone w' w Hw' Hw ltac:(lra)) as ((Ha & _) & (_ & Hbb)).
      assert (k * M * below w <= 1 * below w) by (apply Rmult_le_compat_r; lra).
      replace (w - w') with (k * below w) in Hbb by (rewrite E; ring). split; lra.
    - set (w' := next run w 1). set (k := alpha * (1 - w / tau)).
      assert (Hk : 0 < k /\ k * M <= 1).
      { unfold k. split; [apply Rmult_lt_0_compat; lra|].
        assert (alpha * M * (1 - w / tau) <= alpha * M * (3 / 2)) by (apply Rmult_le_compat_l; [nra | lra]). nra. }
      assert (E : @eq R w' (w + k * above w)).
      { unfold w', run. rewrite E1, Nd. unfold k, above. fold q. unfold Rdiv. ring. }
      destruct (decision_monotone w (tau / 2) Hw Htop ltac:(lra)) as ((_ & Hend) & _).
      assert (Hkb : k * above w <= k * (M * (tau / 2 - w))) by (apply Rmult_le_compat_l; lra).
      assert (Hk2 : k * M * (tau / 2 - w) <= 1 * (tau / 2 - w)) by (apply Rmult_le_compat_r; lra).
      assert (Hk0 : 0 <= k * above w) by (apply Rmult_le_pos; lra).
      assert (Hw' : central tau w') by (apply Rabs_le_between; rewrite E; lra).
      split; [exact Hw'|]. rewrite (decided_region_forms w' Hw').
      destruct (decision_monotone w w' Hw Hw' ltac:(lra)) as ((_ & Hbb) & (Ha & _)).
      assert (k * M * above w <= 1 * above w) by (apply Rmult_le_compat_r; lra).
      replace (w' - w) with (k * above w) in Hbb by (rewrite E; ring). split; lra.
  Qed.

  Lemma run_in_region k start w : decided_region start -> reached run k start w -> decided_region w.
  Proof.
    revert start. induction k as [|k IH]; intros start Hs Hw; [now rewrite Hw|].
    destruct Hw as (j & Hj & Hw). apply (IH (next run start j)); [now apply region_is_kept | easy].
  Qed.
End SmallNoise.
